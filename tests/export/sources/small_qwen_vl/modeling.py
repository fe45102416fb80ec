"""A language model that sees: image features take the places of the image tokens."""

import math

import torch
import torch.nn.functional as F
from torch import nn

from .visual import VisionTransformer

SUPPORT_TORCH2 = hasattr(torch, "__version__") and int(torch.__version__.split(".")[0]) >= 2


def rotate(x, cos, sin):
    a, b = x.chunk(2, dim=-1)
    return x * cos + torch.cat((-b, a), dim=-1) * sin


class RMSNorm(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return (x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.eps)).type_as(x) * self.weight


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden = config["hidden_size"]
        self.num_heads, self.split_size = config["num_attention_heads"], hidden
        self.c_attn = nn.Linear(hidden, 3 * hidden)
        self.c_proj = nn.Linear(hidden, hidden, bias=False)

    def _split_heads(self, x):
        return x.view(x.size()[:-1] + (self.num_heads, -1)).transpose(1, 2)

    def forward(self, x, rotary, layer_past=None, attention_mask=None):
        query, key, value = (self._split_heads(part) for part in self.c_attn(x).split(self.split_size, dim=2))
        query, key = rotate(query, *rotary), rotate(key, *rotary)
        if layer_past is not None:
            key = torch.cat((layer_past[0], key), dim=-2)
            value = torch.cat((layer_past[1], value), dim=-2)
        present = (key, value)
        q_len, k_len = query.size(-2), key.size(-2)
        causal = torch.ones(k_len, k_len, dtype=torch.bool, device=x.device).tril()[k_len - q_len : k_len]
        mask = causal[None, None]
        if attention_mask is not None:
            mask = mask & attention_mask[:, None, None, :].bool()
        if SUPPORT_TORCH2:
            out = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        else:
            scores = query @ key.transpose(-1, -2) / math.sqrt(query.size(-1))
            out = F.softmax(scores.masked_fill(~mask, torch.finfo(scores.dtype).min), dim=-1) @ value
        return self.c_proj(out.transpose(1, 2).reshape(x.size(0), q_len, -1)), present


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden, inner = config["hidden_size"], config["intermediate_size"]
        self.ln_1, self.attn = RMSNorm(hidden), Attention(config)
        self.ln_2 = RMSNorm(hidden)
        self.w1, self.w2 = nn.Linear(hidden, inner, bias=False), nn.Linear(hidden, inner, bias=False)
        self.c_proj = nn.Linear(inner, hidden, bias=False)

    def forward(self, x, rotary, layer_past=None, attention_mask=None):
        out, present = self.attn(self.ln_1(x), rotary, layer_past, attention_mask)
        x = x + out
        h = self.ln_2(x)
        return x + self.c_proj(self.w1(h) * F.silu(self.w2(h))), present


class SmallQwenVLModel(nn.Module):
    def __init__(self, config):
        super().__init__()
        hidden = config["hidden_size"]
        self.wte = nn.Embedding(config["vocab_size"], hidden)
        self.h = nn.ModuleList([Block(config) for _ in range(config["num_hidden_layers"])])
        self.ln_f = RMSNorm(hidden)
        self.visual = VisionTransformer(config["visual"], hidden)
        dim = hidden // config["num_attention_heads"]
        self.register_buffer("inv_freq", 1.0 / 10000 ** (torch.arange(0, dim, 2).float() / dim), persistent=False)

    def forward(self, input_ids, image_features=None, image_positions=None, past_key_values=None, attention_mask=None):
        past = 0 if past_key_values is None else past_key_values[0][0].size(-2)
        x = self.wte(input_ids)
        if image_features is not None:
            at = image_positions.unsqueeze(-1).expand(-1, -1, x.size(-1))
            x = x.scatter(1, at, image_features)
        angles = torch.outer(torch.arange(past, past + x.size(1), device=x.device).float(), self.inv_freq)
        angles = torch.cat((angles, angles), dim=-1)
        rotary = (angles.cos(), angles.sin())
        presents = []
        for i, block in enumerate(self.h):
            layer_past = past_key_values[i] if past_key_values is not None else None
            x, present = block(x, rotary, layer_past, attention_mask)
            presents.append(present)
        return self.ln_f(x), presents


class SmallQwenVLForCausalLM(nn.Module):
    def __init__(self, config):
        super().__init__()
        # PaddleMIX calls the same part "qwen".
        self.base = config.get("base", "transformer")
        setattr(self, self.base, SmallQwenVLModel(config))
        self.lm_head = nn.Linear(config["hidden_size"], config["vocab_size"], bias=False)

    def forward(self, input_ids, image_features=None, image_positions=None, past_key_values=None, attention_mask=None):
        model = getattr(self, self.base)
        x, presents = model(input_ids, image_features, image_positions, past_key_values, attention_mask)
        return {"logits": self.lm_head(x), "past_key_values": presents}
