import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x, y):
        assert x.shape[-1] == 8, f"expected 8, got {x.shape[-1]}"
        assert x.shape[0] == y.shape[0], "batches differ"
        assert x.dim() == 3 and y.ndim == 3
        if x.shape[1] != y.shape[1]:
            raise ValueError(f"lengths differ: {x.shape} {y.shape}")
        return x + y


INPUTS = {"x": "f32 B T 8", "y": "f32 B T 8"}
