from typing import Optional

import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x, mask: Optional[torch.Tensor] = None, scale: float = 2.0, labels=None):
        y = self.fc(x) * scale
        if mask is not None:
            y = y * mask.unsqueeze(-1).to(y.dtype)
        else:
            mask = torch.ones(x.shape[:2], dtype=torch.long)
        loss = None
        if labels is not None:
            loss = F.cross_entropy(y.view(-1, 8), labels.view(-1))
        output = (y, mask.sum(1))
        return ((loss,) + output) if loss is not None else output


INPUTS = {"x": "f32 B T 8"}
