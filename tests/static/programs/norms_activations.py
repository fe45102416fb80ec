import torch
import torch.nn.functional as F
from torch import nn


class RMSNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        dtype = x.dtype
        x = x.float()
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.weight * x.to(dtype)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = RMSNorm(8), nn.LayerNorm(8)
        self.c = nn.InstanceNorm1d(8)
        self.prelu = nn.PReLU()
        self.drop = nn.Dropout(0.1)
        self.bn = nn.BatchNorm1d(8)

    def forward(self, x):
        y = F.silu(self.a(x)) + F.gelu(self.b(x), approximate="tanh")
        z = self.c(x.transpose(1, 2)).transpose(1, 2)
        y = self.drop(F.leaky_relu(y, 0.1)) + F.normalize(x, dim=-1) + self.prelu(x)
        return y, z, self.bn(x.transpose(1, 2)), F.layer_norm(x, (8,)), F.softplus(x), F.hardswish(x), F.elu(x)


INPUTS = {"x": "f32 B T 8"}
SIZES = [{"B": 2, "T": 5}, {"B": 3, "T": 7}, {"B": 1, "T": 4}]
