import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(3))
        self.heads = nn.ModuleDict({"a": nn.Linear(8, 2), "b": nn.Linear(8, 3)})

    def forward(self, x):
        states = []
        for i, layer in enumerate(self.layers):
            states.append(x)
            x = F.relu(layer(x)) if i < len(self.layers) - 1 else layer(x)
        states = torch.stack(states, dim=1)
        outputs = {name: head(x) for name, head in self.heads.items()}
        return states, outputs["a"], outputs["b"]


INPUTS = {"x": "f32 B T 8"}
