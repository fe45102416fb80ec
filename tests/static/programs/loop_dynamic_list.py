import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(16, 8)

    def forward(self, x):
        h = x.new_zeros((x.shape[0], 8))
        outs = []
        for t in range(x.shape[1]):
            h = torch.tanh(self.cell(torch.cat([x[:, t], h], dim=-1)))
            outs.append(h)
        return torch.stack(outs, dim=1)


INPUTS = {"x": "f32 B T 8"}
