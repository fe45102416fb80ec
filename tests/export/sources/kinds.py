"""What a traced graph must get right: sizes, decisions, writes in place, caches. Each class is exported by a test."""

import math

import torch
import torch.nn.functional as F
from torch import nn


class Sizes(nn.Module):
    """Sizes read, counted with and given back, in every form."""

    def __init__(self):
        super().__init__()
        self.line = nn.Linear(6, 12)

    def forward(self, x):
        batch, length = x.size(0), x.shape[1]
        y = self.line(x).view(batch, length, 3, -1).transpose(1, 2)
        mask = torch.ones(length, length, dtype=torch.bool).tril()
        scores = (y @ y.transpose(-1, -2) / math.sqrt(y.size(-1))).masked_fill(~mask, -1e9)
        z = (scores.softmax(-1) @ y).permute(0, 2, 1, 3).reshape(*x.shape[:-1], -1)
        at = torch.arange(length)[None, :, None].expand(batch, -1, 12)
        half = z[:, : (length + 1) // 2].sum(1) / length
        return z + at, half, torch.zeros(batch, 2) + x.numel()


class Decides(nn.Module):
    """What is computed depends on a size."""

    def forward(self, x):
        if x.shape[1] > 4:
            return x.cumsum(1)
        return -x


class Pads(nn.Module):
    """To a multiple: Python counts, but decides nothing but whether there is something to pad."""

    def forward(self, x):
        rest = (-x.shape[1]) % 4
        x = F.pad(x, (0, 0, 0, rest))
        return x.reshape(x.shape[0], -1, 4, x.shape[2]).mean(2)


class Writes(nn.Module):
    """In place: functions, operators, items, and another name for the same tensor."""

    def forward(self, x):
        y = x * 2
        same = y
        y += 1
        F.relu_(y)
        y[:, 0] = 5.0
        y.masked_fill_(y > 4, 0.25)
        mask = torch.ones(x.shape[1], x.shape[1])
        mask.tril_()
        z = same.clone()
        z.mul_(3).add_(mask.sum())
        return same, z


class WritesToView(nn.Module):
    """A part is written to, and the whole read: a static graph has no views."""

    def forward(self, x):
        y = x + 1
        y.view(-1).mul_(2)
        return y


class WritesUnderView(nn.Module):
    """The whole is written to, and a part read that was taken before."""

    def forward(self, x):
        y = x + 1
        part = y[:, :1]
        y.mul_(2)
        return part + 0, y


class WritesToTemporary(nn.Module):
    """A view is written to of what nobody reads any more."""

    def __init__(self, sizes=(2, 3)):
        super().__init__()
        assert isinstance(sizes, tuple)
        self.scale = nn.Parameter(torch.ones(sizes[0] * sizes[1]))

    def forward(self, x):
        x = (x * 2).flatten(1, 1)
        x += self.scale
        return x


class Keeps(nn.Module):
    """A table that is made once and kept, as long as it is long enough."""

    def __init__(self):
        super().__init__()
        self.table = None

    def forward(self, x):
        if self.table is None or self.table.shape[0] < x.shape[1]:
            self.table = torch.arange(x.shape[1]).float().cos()
        return x * self.table[: x.shape[1], None]


class AsksValue(nn.Module):
    """Python decides by a value that only a run knows."""

    def forward(self, x):
        if x.sum() > 0:
            return x + 1
        return x - 1


class Scales(nn.Module):
    """Two inputs, one of them a number; the model has another one by default."""

    def __init__(self, width=3):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x, scale=2.0, bias=None):
        x = x * self.weight * scale
        return x if bias is None else x + bias
