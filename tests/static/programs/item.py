import torch
from torch import nn


class Model(nn.Module):
    def forward(self, x, lengths):
        longest = lengths.max().item()
        y = x[:, :longest]
        if bool((x > 100).any()):
            y = y * 0
        return y, y * float(lengths.sum()), y + int(lengths.min())


INPUTS = {"x": "f32 B T 8", "lengths": "i64 B 1..3"}
