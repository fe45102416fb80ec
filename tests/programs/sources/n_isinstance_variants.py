import torch
from torch import nn
CONVS = (nn.Conv1d, nn.Conv2d)
m = nn.Conv2d(1, 1, 1)
print(isinstance(m, CONVS), isinstance(m, (nn.Linear, CONVS)), isinstance(m, nn.Conv1d | nn.Conv2d), type(m) in CONVS, type(m) is nn.Conv2d, type(m) == nn.Conv1d)
print(issubclass(nn.Conv2d, nn.Module), isinstance(m.weight, nn.Parameter), isinstance(m.weight, torch.Tensor), issubclass(nn.BatchNorm2d, nn.modules.batchnorm._BatchNorm))
print([isinstance(nn.ReLU(), c) for c in (nn.ReLU, nn.Module, nn.GELU)])
print(any(isinstance(torch.ones(1), t) for t in [torch.Tensor, list]), m.__class__ is nn.Conv2d, m.__class__.__name__)
