import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)

    def forward(self, x):
        q, k, v = self.qkv(x).split(8, dim=2)
        a, b = q.chunk(2, dim=-1)
        c, d, e = torch.split(k, [2, 2, 4], dim=-1)
        first, second = v.tensor_split(2, -1)
        return torch.cat([a * b, c, d], -1), e, first - second


INPUTS = {"x": "f32 B T 8"}
