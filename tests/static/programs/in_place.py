import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        y = torch.zeros_like(x)
        y[:, 0] = x[:, 0]
        y[:, 1:, :4] = 1
        y += x
        y.mul_(2)
        z = x.clone()
        z[z > 0] = 0
        z.masked_fill_(x < -1, 5.0)
        w = x.clone().relu_()
        w[..., 0] += 1
        return y, z, w


INPUTS = {"x": "f32 B T 8"}
