import torch
from torch import nn


def repeat_kv(hidden, n_rep: int):
    batch, heads, slen, head_dim = hidden.shape
    if n_rep == 1:
        return hidden
    hidden = hidden[:, :, None, :, :].expand(batch, heads, n_rep, slen, head_dim)
    return hidden.reshape(batch, heads * n_rep, slen, head_dim)


class Model(nn.Module):
    def forward(self, x):
        k = x.view(*x.shape[:-1], -1, 4).transpose(1, 2)
        return repeat_kv(k, 2), torch.repeat_interleave(k, 3, dim=1), k.repeat(1, 2, 1, 1), torch.tile(x, (1, 1, 2))


INPUTS = {"x": "f32 B T 8"}
