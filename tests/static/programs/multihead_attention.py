import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.MultiheadAttention(8, 2, batch_first=True)
        self.norm = nn.LayerNorm(8)

    def forward(self, x):
        y = self.norm(x)
        out, weights = self.attn(y, y, y, need_weights=True)
        return x + out, weights, self.attn(y, y, y, need_weights=False)[0]


INPUTS = {"x": "f32 B T 8"}
