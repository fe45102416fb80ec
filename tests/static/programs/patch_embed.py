import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Conv2d(3, 8, 4, stride=4)
        self.cls = nn.Parameter(torch.zeros(1, 1, 8))
        self.pos = nn.Parameter(torch.randn(1, 17, 8))

    def forward(self, x):
        x = self.proj(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(x.shape[0], -1, -1), x], dim=1)
        return (x + self.pos)[:, 0], torch.cat((self.cls.repeat(x.size(0), 1, 1), x), 1)


INPUTS = {"x": "f32 B 3 16 16"}
SIZES = [{"B": 1}, {"B": 3}, {"B": 2}]
