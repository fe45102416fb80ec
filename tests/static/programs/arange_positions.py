import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(32, 8)
        self.pos = nn.Embedding(64, 8)

    def forward(self, ids):
        positions = torch.arange(0, ids.size(1), dtype=torch.long, device=ids.device).unsqueeze(0)
        return self.embed(ids) + self.pos(positions.expand_as(ids))


INPUTS = {"ids": "i64 B T 0..32"}
