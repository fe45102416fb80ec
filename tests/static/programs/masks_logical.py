import torch
from torch import nn


class Model(nn.Module):
    def forward(self, ids):
        pad = ids.ne(0)
        both = pad[:, None, :] & pad[:, :, None]
        t = ids.shape[-1]
        causal = torch.ones(t, t, dtype=torch.bool).tril(0)
        full = both & causal
        rows = torch.arange(t).view(-1, 1)
        window = (rows - rows.T).abs() <= 1
        first = torch.full((ids.shape[0], 1), 2, dtype=ids.dtype)
        shifted = torch.cat([first, ids[:, :-1]], dim=1)
        zeros = ids.new_zeros(ids.shape)
        zeros[:, 1:] = ids[:, :-1].clone()
        zeros[:, 0] = 2
        return full, (~full).float() * -10000.0, window, shifted, zeros, pad.sum(), torch.logical_or(full, window)


INPUTS = {"ids": "i64 B T 0..4"}
