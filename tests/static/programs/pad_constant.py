import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.zero = nn.ZeroPad2d(1)

    def forward(self, x):
        a = F.pad(x, (1, 2))
        b = F.pad(x, (0, 1, 2, 0), value=1.5)
        c = F.pad(x, (1, 1, 1, 1), mode="reflect")
        return a, b, c, self.zero(x)


INPUTS = {"x": "f32 B 3 H W"}
SIZES = [{"B": 1, "H": 8, "W": 8}, {"B": 3, "H": 6, "W": 10}, {"B": 2, "H": 7, "W": 5}]
