import torch
from torch import nn
class Net(nn.Module):
    act = torch.relu
    reduce = torch.sum
    layer_cls = nn.Linear
    def __init__(self):
        super().__init__()
        self.fc = self.layer_cls(2, 1, bias=False)
        nn.init.ones_(self.fc.weight)
    def forward(self, x):
        return self.reduce(self.act(self.fc(x)))
print(Net()(torch.ones(1, 2)).item())
class Half(Net):
    act = torch.sigmoid
print(round(Half()(torch.zeros(1, 2)).item(), 3))
