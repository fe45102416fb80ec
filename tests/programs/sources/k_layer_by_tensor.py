import torch
from torch import nn


class Experts(nn.Module):
    def __init__(self):
        super().__init__()
        self.experts = nn.ModuleList([nn.Identity(), nn.Tanh(), nn.ReLU()])
        self.steps = nn.Sequential(nn.Tanh(), nn.Identity())

    def forward(self, x, chosen):
        hit = torch.greater(chosen.sum(0), 0).nonzero()
        for index in hit:
            x = self.experts[index](x)
        print(type(self.experts[1]).__name__, type(self.steps[chosen.argmax()]).__name__, len(self.experts[:2]))
        return x


print(Experts()(torch.tensor([-1.0, 2.0]), torch.tensor([[1, 0, 1], [0, 0, 1]])).tolist())
