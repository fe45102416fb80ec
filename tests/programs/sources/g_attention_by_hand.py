import math
import torch
import torch.nn as nn
class Attn(nn.Module):
    def __init__(self, d, h):
        super().__init__()
        self.h = h; self.qkv = nn.Linear(d, 3 * d, bias=False); self.out = nn.Linear(d, d)
        nn.init.constant_(self.qkv.weight, .1); nn.init.eye_(self.out.weight); nn.init.zeros_(self.out.bias)
        self.register_buffer("mask", torch.tril(torch.ones(8, 8)).view(1, 1, 8, 8))
    def forward(self, x):
        B, T, C = x.size()
        q, k, v = self.qkv(x).split(C, dim=2)
        q, k, v = (t.view(B, T, self.h, C // self.h).transpose(1, 2) for t in (q, k, v))
        att = (q @ k.transpose(-2, -1)) * (1.0 / math.sqrt(k.size(-1)))
        att = att.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf")).softmax(-1)
        y = (att @ v).transpose(1, 2).contiguous().view(B, T, C)
        return self.out(y), att
y, a = Attn(4, 2)(torch.arange(12.).view(1, 3, 4) / 10)
print([round(v, 4) for v in y.flatten().tolist()[:6]], [round(v, 4) for v in a[0, 0].flatten().tolist()])
mha = nn.MultiheadAttention(4, 2, batch_first=True, bias=False)
nn.init.constant_(mha.in_proj_weight, .1); nn.init.eye_(mha.out_proj.weight)
o, w = mha(torch.ones(1, 3, 4), torch.ones(1, 3, 4), torch.ones(1, 3, 4), key_padding_mask=torch.tensor([[False, False, True]]))
print([round(v, 4) for v in o[0, 0].tolist()], [round(v, 4) for v in w[0, 0].tolist()])
