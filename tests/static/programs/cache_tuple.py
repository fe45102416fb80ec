import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.k, self.v = nn.Linear(8, 8), nn.Linear(8, 8), nn.Linear(8, 8)

    def forward(self, x, past):
        past_key, past_value = past
        key = torch.cat([past_key, self.k(x)], dim=1)
        value = torch.cat((past_value, self.v(x)), dim=1)
        offset = past_key.size(-2)
        length = key.size(-2)
        query = self.q(x)
        allowed = torch.ones((length, length), dtype=torch.bool).tril()[length - query.size(1) : length, :length]
        scores = query @ key.transpose(-1, -2)
        scores = torch.where(allowed, scores, torch.full([], torch.finfo(scores.dtype).min))
        return scores.softmax(-1) @ value, (key, value), offset + 0 * length


INPUTS = {"x": "f32 B T 8", "past": ["f32 B P 8", "f32 B P 8"]}
