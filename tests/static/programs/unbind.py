import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(8, 24)

    def forward(self, x):
        B, N, C = x.shape
        qkv = self.qkv(x).reshape(B, N, 3, 2, C // 2).permute(2, 0, 3, 1, 4)
        q, k, v = qkv.unbind(0)
        one, two = qkv[0], qkv[1]
        return (q @ k.transpose(-2, -1)) @ v, one * two


INPUTS = {"x": "f32 B T 8"}
