import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(8, 8)])

    def states(self, x):
        for layer in self.layers:
            x = layer(x)
            yield x

    def forward(self, x):
        outs = list(self.states(x))
        return torch.cat(tuple(o * 2 for o in outs), dim=-1), all(o.shape[-1] == 8 for o in outs) * x


INPUTS = {"x": "f32 B T 8"}
