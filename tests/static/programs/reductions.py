import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        value, index = x.max(dim=-1)
        low = x.min(1)[0]
        std, mean = torch.std_mean(x, dim=-1)
        norm = x.norm(dim=-1, keepdim=True)
        ordered, order = torch.sort(x, dim=-1, descending=True)
        return (
            value,
            index,
            low,
            std,
            mean,
            norm,
            ordered,
            x.var(-1, unbiased=False),
            x.prod(-1),
            x.amax((1, 2)),
            x.logsumexp(-1),
            x.argsort(-1),
            x.numel() * x,
            len(x) * x,
        )


INPUTS = {"x": "f32 B T 8"}
