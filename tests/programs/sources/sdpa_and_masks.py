import torch
import torch.nn.functional as F
from torch.nn.functional import scaled_dot_product_attention as attention

q = torch.linspace(-1, 1, 24).view(1, 2, 3, 4)
k = q.flip(2) * 0.5
v = torch.arange(24.0).view(1, 2, 3, 4) / 10


def show(t):
    return [round(x, 3) for x in t.flatten().tolist()[:5]]


mask = torch.tensor([[True, False, True], [True, True, False], [False, False, True]])
print(show(attention(q, k, v)), show(F.scaled_dot_product_attention(q, k, v, is_causal=True)), show(F.scaled_dot_product_attention(q, k, v, mask)))
print(show(F.scaled_dot_product_attention(q, k, v, attn_mask=mask.float() * -2, scale=0.3)), show(F.scaled_dot_product_attention(q * 100, k * 100, v, is_causal=True)))
full = torch.zeros(3, 3, dtype=torch.bool)
full[1:] = True
print(show(F.scaled_dot_product_attention(q, k, v, full)[..., 1:, :]), list(F.scaled_dot_product_attention(q[:, :, :2], k, v, dropout_p=0.0).shape))
scores = (q @ k.transpose(-2, -1) / q.size(-1) ** 0.5).masked_fill(~mask, float("-inf")).softmax(-1)
print(show(scores @ v), show(torch.einsum("bhqk,bhkd->bhqd", scores, v)), torch.allclose(scores @ v, attention(q, k, v, mask), atol=1e-5))
