import torch
from torch import nn
a, b = nn.ReLU(), nn.ReLU(inplace=True)
print(type(a) is nn.ReLU, type(b) is nn.ReLU, type(a) == type(b), type(a) in (nn.GELU, nn.ReLU), type(b) in {nn.ReLU: 1})
x = torch.ones(1)
print(type(x) is torch.Tensor, type(x) == torch.Tensor, {torch.Tensor: "t"}.get(type(x)), torch.Tensor in [type(x)])
d = torch.device("cpu")
print(type(d) is torch.device, isinstance(d, torch.device), {torch.device: 2}.get(type(d)), type(x.device) is torch.device)
print(type(x.dtype) is torch.dtype, type(x.shape) is torch.Size, type(nn.Parameter(x)) is nn.Parameter, nn.ReLU.__name__, a.__class__ is nn.ReLU)
seen = {}
for m in (a, b, nn.Dropout(0.1), nn.Dropout()):
    seen[type(m)] = seen.get(type(m), 0) + 1
print(sorted((k.__name__, v) for k, v in seen.items()), seen[nn.ReLU])
