import torch
from torch import nn


class Running(nn.Module):
    total = None
    seen = 0
    last = None

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(2.0))

    def forward(self, x):
        self.total, self.seen = (x.sum() if self.total is None else self.total + x.sum()), self.seen + len(x)
        for self.last in x:
            pass
        return self.scale * self.total

    def reset(self):
        (self.total, *rest), self.last = (None, 1), None
        return rest


net = Running()
print(net(torch.arange(3.0)).item(), net.total.item(), net.seen, net.last.item())
print(net(torch.ones(2)).item(), net.total.item(), net.seen, list(net.state_dict()))
print(net.reset(), net.total, net.last, Running.total)
