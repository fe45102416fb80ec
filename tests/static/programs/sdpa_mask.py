import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.q = nn.Linear(8, 8)
        self.kv = nn.Linear(8, 8)

    def forward(self, x, mask):
        B, N, C = x.shape
        q = self.q(x).view(B, N, 4, 2).transpose(1, 2)
        k, v = self.kv(x).chunk(2, dim=-1)
        k = k.view(B, N, 2, 2).transpose(1, 2)
        v = v.view(B, N, 2, 2).transpose(1, 2)
        y = F.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None, None, :].bool(), enable_gqa=True)
        bias = (1.0 - mask[:, None, None, :].to(q.dtype)) * torch.finfo(q.dtype).min
        z = F.scaled_dot_product_attention(q, k, v, attn_mask=bias, dropout_p=0.0, enable_gqa=True)
        return y.transpose(1, 2).reshape(B, N, -1), z.transpose(1, 2).reshape(B, N, -1)


INPUTS = {"x": "f32 B T 8", "mask": "i64 B T 0..2"}
