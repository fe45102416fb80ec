def ensure():
    global F
    import torch.nn.functional as F
def act(x):
    return F.gelu(x)
ensure()
import torch
print(act(torch.zeros(1)).tolist())
