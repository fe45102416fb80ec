import torch
from torch import nn


class Rotary(nn.Module):
    def __init__(self, dim):
        super().__init__()
        inv_freq = 1.0 / (10000 ** (torch.arange(0, dim, 2).float() / dim))
        self.register_buffer("inv_freq", inv_freq)
        self.cached_len = None
        self.cos = None

    def forward(self, x, seq_dim=1):
        seq_len = x.shape[seq_dim]
        if seq_len != self.cached_len:
            self.cached_len = seq_len
            t = torch.arange(x.shape[seq_dim], device=x.device).type_as(self.inv_freq)
            freqs = torch.einsum("i,j->ij", t, self.inv_freq)
            emb = torch.cat((freqs, freqs), dim=-1).to(x.device)
            self.cos = emb.cos()[None, :, :]
        return self.cos


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rotary = Rotary(8)

    def forward(self, x):
        return x * self.rotary(x)


INPUTS = {"x": "f32 B T 8"}
