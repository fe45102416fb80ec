"""The eye: patches, a transformer, and a fixed number of queries that look at what it saw."""

import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        h = self.ln_1(x)
        x = x + self.attn(h, h, h, need_weights=False)[0]
        return x + self.mlp(self.ln_2(x))


class Resampler(nn.Module):
    """`queries` positions of the language model, whatever the number of patches."""

    def __init__(self, queries, width, hidden, heads):
        super().__init__()
        self.query = nn.Parameter(torch.randn(queries, hidden) * 0.02)
        self.kv_proj = nn.Linear(width, hidden, bias=False)
        self.attn = nn.MultiheadAttention(hidden, heads, batch_first=True)
        self.ln_q, self.ln_kv = nn.LayerNorm(hidden), nn.LayerNorm(hidden)

    def forward(self, x):
        x = self.ln_kv(self.kv_proj(x))
        q = self.ln_q(self.query).unsqueeze(0).expand(x.size(0), -1, -1)
        return self.attn(q, x, x, need_weights=False)[0]


class VisionTransformer(nn.Module):
    def __init__(self, config, hidden):
        super().__init__()
        width, patch = config["width"], config["patch_size"]
        side = config["image_size"] // patch
        self.conv1 = nn.Conv2d(3, width, patch, patch, bias=False)
        self.positional_embedding = nn.Parameter(torch.randn(side, side, width) * 0.02)
        self.ln_pre = nn.LayerNorm(width)
        self.blocks = nn.ModuleList([Block(width, config["heads"]) for _ in range(config["layers"])])
        self.attn_pool = Resampler(config["queries"], width, hidden, config["heads"])
        self.ln_post = nn.LayerNorm(hidden)

    def positions(self, rows, columns):
        table = self.positional_embedding
        if (rows, columns) == tuple(table.shape[:2]):
            return table.flatten(0, 1)
        table = table.permute(2, 0, 1).unsqueeze(0)
        table = nn.functional.interpolate(table, size=(rows, columns), mode="bicubic", align_corners=False)
        return table.squeeze(0).permute(1, 2, 0).flatten(0, 1)

    def forward(self, images):
        x = self.conv1(images)
        rows, columns = x.shape[-2:]
        x = x.flatten(2).transpose(1, 2)
        x = self.ln_pre(x + self.positions(rows, columns))
        for block in self.blocks:
            x = block(x)
        return self.ln_post(self.attn_pool(x))
