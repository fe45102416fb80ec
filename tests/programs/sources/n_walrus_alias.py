import torch
if (lib := torch) is not None:
    print(lib.arange(3).tolist())
print((f := torch.abs)(torch.tensor([-1.0])).tolist(), f(torch.tensor(-2)).item())
