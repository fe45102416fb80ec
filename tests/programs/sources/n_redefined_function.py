from torch.nn.functional import gelu
import torch
_gelu = gelu
def gelu(x):
    return _gelu(x) * 2
print(gelu(torch.tensor([1.0])).item() > 1.5)
