import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])
        self.verbose = False

    def forward(self, x):
        if self.verbose:
            print("input", x.shape, f"{x.mean():.2f}")
        for i in range(2):
            name = f"layer{i}"
            x = self.layers[i](x)
            if self.verbose:
                print(f"{name}: {x.shape}")
        return x


INPUTS = {"x": "f32 B T 8"}
