"""Models with a peculiarity each."""
import torch
import torch.nn as nn
import torch.nn.functional as F


class Noisy(nn.Module):
    """Adds noise even in evaluation."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.noise = Noise()
        self.out = nn.Linear(4, 4)

    def forward(self, x):
        return self.out(self.noise(self.fc(x)))


class Noise(nn.Module):
    def forward(self, x):
        return x + torch.randn_like(x)


class Buffered(nn.Module):
    """Has a buffer that is in no state dict, and takes its arguments by name, in a list and as a number."""

    def __init__(self):
        super().__init__()
        self.register_buffer("angles", torch.arange(4.0) / 4, persistent=False)
        self.fc = nn.Linear(4, 4, bias=False)

    def forward(self, x, skip=None, *, parts=(), power=1):
        x = self.fc(x) + self.angles.sin()
        for part in parts:
            x = x + part**power
        return {"x": x, "mean": x.mean()}


class Dropping(nn.Module):
    """Drops by a function, whose rate no module has as an attribute that says so."""

    def __init__(self, rate=0.5):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.rate = rate

    def forward(self, x):
        x = self.fc(x)
        return F.dropout(x, self.rate, self.training)


class Helpless(nn.Module):
    """Cannot be run."""

    def forward(self, x):
        raise ValueError("no forward here")
