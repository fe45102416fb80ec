import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x):
        a = torch.zeros(x.shape[0], 4, device=x.device, dtype=x.dtype)
        b = torch.ones_like(x, dtype=torch.float64).to(x)
        c = x.type(torch.float64).type_as(x)
        d = torch.arange(x.shape[1], dtype=x.dtype) / x.shape[1]
        e = torch.linspace(0, 1, 5)
        f = x.new_full((x.shape[0], x.shape[1]), 2.0)
        g = torch.empty(x.shape[1], 3).fill_(1.0)
        if x.device.type == "cuda":
            a = a.half()
        if not x.is_cuda and x.dtype == torch.float32 and x.is_floating_point():
            a = a + 1
        return a, b, c, d, e, f, g


INPUTS = {"x": "f32 B T 8"}
