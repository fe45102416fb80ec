import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        B, L, C = x.shape
        H = W = int(L**0.5)
        y = x.view(B, H, W, C)
        y = torch.roll(y, shifts=(-1, -1), dims=(1, 2))
        return y.reshape(B, -1, C)


INPUTS = {"x": "f32 B L 4"}
SIZES = [{"B": 1, "L": 16}, {"B": 3, "L": 9}, {"B": 2, "L": 25}]
