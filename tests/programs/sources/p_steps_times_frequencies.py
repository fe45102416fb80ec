import math

import torch
from torch import nn


class Sinusoids(nn.Module):
    def __init__(self, dim, theta=10000):
        super().__init__()
        self.dim, self.theta = dim, theta

    def forward(self, x):
        half = self.dim // 2
        emb = math.log(self.theta) / (half - 1)
        emb = torch.exp(torch.arange(half, device=x.device) * -emb)
        emb = x[:, None] * emb[None, :]
        return torch.cat((emb.sin(), emb.cos()), dim=-1)


for steps in (torch.tensor([0, 3, 7]), torch.tensor([0.0, 3.0, 7.0])):
    out = Sinusoids(6)(steps)
    print(tuple(out.shape), [round(v, 3) for v in out[1].tolist()])
print([round(v, 4) for v in (torch.arange(3) * math.pi).tolist()], (torch.arange(3) * math.floor(2.5)).tolist())
