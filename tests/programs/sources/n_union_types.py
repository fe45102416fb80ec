import torch, typing
from torch import nn
A = torch.device | None
B = torch.Tensor | nn.Module | int
print(isinstance(torch.device("cpu"), A), isinstance(torch.ones(1), B), isinstance(3, B), isinstance("s", B), typing.Optional[torch.device] == A)
