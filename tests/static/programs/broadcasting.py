import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x, y):
        a, b = torch.broadcast_tensors(x, y[:, :1])
        grid = torch.meshgrid(torch.arange(x.shape[1]), torch.arange(3), indexing="ij")
        rel = torch.arange(x.shape[1])[None, :] - torch.arange(x.shape[1])[:, None]
        dist = torch.cdist(x, y)
        return (
            a + b,
            torch.stack(grid, -1),
            rel.clamp(-3, 3),
            dist,
            torch.bmm(x, y.transpose(1, 2)),
            x.squeeze(-1),
            torch.roll(x, 1, 1),
        )


INPUTS = {"x": "f32 B T 8", "y": "f32 B T 8"}
