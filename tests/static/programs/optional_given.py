from typing import Optional

import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x, mask: Optional[torch.Tensor] = None, labels=None):
        y = self.fc(x)
        if mask is None:
            mask = torch.ones(x.shape[:2], dtype=torch.long)
        y = y * mask.unsqueeze(-1).to(y.dtype)
        loss = F.cross_entropy(y.view(-1, y.size(-1)), labels.view(-1)) if labels is not None else None
        return y, loss


INPUTS = {"x": "f32 B T 8", "mask": "i64 B T 0..2", "labels": "i64 B T 0..8"}
