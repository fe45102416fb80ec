import torch
from torch import nn

SCALE = torch.tensor([2.0])


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.mean = torch.tensor([0.5] * 8)
        self.register_buffer("std", torch.full((8,), 2.0))
        self.step = nn.Parameter(torch.ones(1), requires_grad=False)

    def forward(self, x):
        return (x - self.mean.to(x.device)) / self.std * SCALE + self.step.item()


INPUTS = {"x": "f32 B T 8"}
