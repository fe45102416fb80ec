import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = nn.Flatten(2)

    def forward(self, x):
        y = x.unflatten(-1, (2, 4)).permute(0, 2, 1, 3)
        return self.flat(y), torch.flatten(y, 1), y.flatten(2).unflatten(2, (-1, 4))


INPUTS = {"x": "f32 B T 8"}
