import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        rows = len(x)
        parts = [x[i] for i in range(3)]
        count = x.numel() // x.shape[-1]
        return x.reshape(count, 8), torch.stack(parts), x.reshape(rows, -1), x.ndim * x


INPUTS = {"x": "f32 B T 8"}
SIZES = [{"B": 3, "T": 5}, {"B": 4, "T": 1}, {"B": 5, "T": 4}]
