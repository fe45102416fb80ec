import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x, index):
        a = x.index_select(1, index)
        b = torch.gather(x, 1, index.view(1, -1, 1).expand(x.size(0), -1, x.size(2)))
        c = torch.zeros(x.size(0), x.size(1), 8).scatter_(1, index.view(1, -1, 1).expand(x.size(0), -1, 8), 1.0)
        d = x[:, index]
        e = torch.zeros(x.size(0), 9, dtype=x.dtype).index_add(0, torch.arange(x.size(0)), x.new_ones(x.size(0), 9))
        return a, b, c, d, e, x[None, ..., 1:3], x[:, 0, None], x.narrow(2, 1, 3), x.select(1, 0)


INPUTS = {"x": "f32 B T 8", "index": "i64 2 0..2"}
SIZES = [{"B": 2, "T": 5}, {"B": 3, "T": 2}, {"B": 1, "T": 4}]
