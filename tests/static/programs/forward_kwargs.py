import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x, *, scale: float = 2.0, **kwargs):
        return self.fc(x) * scale + kwargs.get("offset", 0.0)


INPUTS = {"x": "f32 B T 8"}
