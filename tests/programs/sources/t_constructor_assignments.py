import torch
from torch import nn

class Attn(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.w = nn.Parameter(torch.arange(float(n * n)).view(n, n))
        self.register_buffer("mask", torch.ones(n, n).tril())
        self.names = "a,b,c"
        self.sizes = [3, 1, 2]
        self.cfg = {"x": [1, 2]}
        self.state = None

    def forward(self, x):
        self.sizes.sort()
        if self.state is not None:
            print(self.state.max(1)[0].tolist(), self.state.size(0))
        self.state = x
        top, where = self.w.max(0)
        parts = self.w.split(2, dim=1)
        return top.sum() + where.sum() + self.mask.max(1)[0].sum() + len(self.names.split(",")) + len(self.cfg["x"].copy()) + parts[0].numel() + self.w.size(1) + x.sum()

a = Attn(3)
print(a(torch.ones(2, 2)).item(), a(torch.ones(1, 2)).item(), a.sizes)
print(a.w.max(dim=1).indices.tolist(), a.mask.numel(), a.names.split(",", 1))
