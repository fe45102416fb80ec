import torch
from torch import nn
a = nn.ReLU()(torch.tensor([-1.0, 1.0])).tolist()
del nn
class nn:
    ReLU = str
print(a, nn.ReLU(5))
