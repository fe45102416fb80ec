import torch
from torch import nn


def rotate_half(x):
    x1 = x[..., : x.shape[-1] // 2]
    x2 = x[..., x.shape[-1] // 2 :]
    return torch.cat((-x2, x1), dim=-1)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        inv_freq = 1.0 / (10000 ** (torch.arange(0, 4, 2, dtype=torch.int64).float() / 4))
        self.register_buffer("inv_freq", inv_freq, persistent=False)

    def forward(self, x):
        b, t, _ = x.shape
        q = x.view(b, t, 2, 4).transpose(1, 2)
        position_ids = torch.arange(t, device=x.device)[None, :].expand(b, -1)
        freqs = (
            self.inv_freq[None, :, None].float().expand(position_ids.shape[0], -1, 1) @ position_ids[:, None, :].float()
        )
        emb = torch.cat((freqs.transpose(1, 2), freqs.transpose(1, 2)), dim=-1)
        cos, sin = emb.cos()[:, None], emb.sin()[:, None]
        outer = torch.outer(torch.arange(t, dtype=torch.float32), self.inv_freq)
        return q * cos + rotate_half(q) * sin, outer, torch.polar(torch.ones_like(outer), outer).real


INPUTS = {"x": "f32 B T 8"}
