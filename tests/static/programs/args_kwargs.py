import torch
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x, *args, scale=1.0, **kwargs):
        y = self.fc(x) * scale
        for other in args:
            y = y + other
        if kwargs.get("bias") is not None:
            y = y + kwargs["bias"]
        return y


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def forward(self, x, y):
        options = dict(scale=2.0, bias=y)
        return self.block(x, y, y * 2, **options), self.block(x)


INPUTS = {"x": "f32 B T 8", "y": "f32 B T 8"}
