import torch, sys
if len(sys.argv) > 7:
    from torch.nn.functional import hardtanh as act
elif len(sys.argv) > 6:
    act = None
else:
    from torch.nn.functional import gelu as act
print(act(torch.tensor([0.0, 3.0])).tolist()[0])
