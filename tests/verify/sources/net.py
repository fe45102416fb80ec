"""A small vision transformer with a convolutional stem: a layer for each fault that the tests plant."""

import torch
import torch.nn as nn
import torch.nn.functional as F


class Attention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.scale = (dim // heads) ** -0.5
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        batch, length, dim = x.shape
        q, k, v = self.qkv(x).reshape(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4).unbind(0)
        scores = q @ k.transpose(-2, -1) * self.scale
        x = F.softmax(scores, dim=-1) @ v
        return self.proj(x.transpose(1, 2).reshape(batch, length, dim))


class Block(nn.Module):
    def __init__(self, dim, dropout):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim, eps=1e-5)
        self.attn = Attention(dim, 2)
        self.norm2 = nn.LayerNorm(dim, eps=1e-5)
        self.fc1 = nn.Linear(dim, dim)
        self.act = nn.GELU()
        self.drop = nn.Dropout(dropout)
        self.fc2 = nn.Linear(dim, dim)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.fc2(self.drop(self.act(self.fc1(self.norm2(x)))))


class Net(nn.Module):
    def __init__(self, dim=8, depth=2, dropout=0.1, classes=8):
        super().__init__()
        self.stem = nn.Conv2d(3, dim, 4, stride=4)
        self.bn = nn.BatchNorm2d(dim, momentum=0.2)
        self.blocks = nn.ModuleList([Block(dim, dropout) for _ in range(depth)])
        self.norm = nn.LayerNorm(dim)
        self.head = nn.Linear(dim, classes)

    def forward(self, x):
        x = torch.relu(self.bn(self.stem(x)))
        x = x.flatten(2).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        pooled = self.norm(x).mean(dim=1)
        return self.head(pooled)
