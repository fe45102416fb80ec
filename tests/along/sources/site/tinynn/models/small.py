import tinynn.blocks
import torch
from torch import nn


class Model(nn.Module):
    def __init__(self, dim=4):
        super().__init__()
        self.block = tinynn.blocks.Block(dim)

    def forward(self, x):
        return self.block(x).max(dim=-1)[0]
