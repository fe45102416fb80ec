import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        with torch.no_grad():
            mean = x.mean(-1, keepdim=True)
        try:
            y = self.fc(x - mean)
        except RuntimeError:
            y = x
        with torch.autocast(device_type="cpu", enabled=False):
            z = y.float() * 2
        return z


INPUTS = {"x": "f32 B T 8"}
