from dataclasses import dataclass
from typing import Optional

import torch
from torch import nn


@dataclass
class Output:
    logits: torch.Tensor
    hidden: Optional[torch.Tensor] = None


class Inner(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x) -> Output:
        y = self.fc(x)
        return Output(logits=y.mean(1), hidden=y)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Inner()

    def forward(self, x):
        out = self.inner(x)
        return out.logits, out.hidden if out.hidden is not None else x


INPUTS = {"x": "f32 B T 8"}
