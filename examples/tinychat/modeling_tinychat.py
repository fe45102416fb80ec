# coding=utf-8
"""tinychat: a small decoder-only language model."""
import math
from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import nn

from .configuration_tinychat import TinyChatConfig

try:
    from flash_attn import flash_attn_func
except ImportError:
    flash_attn_func = None

SUPPORT_TORCH2 = hasattr(torch, "__version__") and int(torch.__version__.split(".")[0]) >= 2

KeyValue = Tuple[torch.Tensor, torch.Tensor]


class RMSNorm(nn.Module):
    def __init__(self, dim: int, eps: float = 1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        # the statistics are taken in float32, whatever the activations are
        normed = x.float() * torch.rsqrt(x.float().pow(2).mean(-1, keepdim=True) + self.eps)
        return normed.type_as(x) * self.weight


def rotate_half(x: torch.Tensor) -> torch.Tensor:
    first, second = x.chunk(2, dim=-1)
    return torch.cat((-second, first), dim=-1)


class RotaryEmbedding(nn.Module):
    def __init__(self, dim: int, base: float = 10000.0):
        super().__init__()
        inv_freq = 1.0 / (base ** (torch.arange(0, dim, 2).float() / dim))
        self.register_buffer("inv_freq", inv_freq, persistent=False)

    def forward(self, length: int, offset: int = 0) -> Tuple[torch.Tensor, torch.Tensor]:
        positions = torch.arange(offset, offset + length, device=self.inv_freq.device)
        angles = torch.outer(positions.type_as(self.inv_freq), self.inv_freq)
        angles = torch.cat([angles, angles], dim=-1)[None, None]
        return angles.cos(), angles.sin()


class Attention(nn.Module):
    def __init__(self, config: TinyChatConfig):
        super().__init__()
        self.num_heads = config.num_attention_heads
        self.num_kv_heads = config.num_key_value_heads
        self.head_dim = config.hidden_size // config.num_attention_heads
        self.q_proj = nn.Linear(config.hidden_size, self.num_heads * self.head_dim)
        self.kv_proj = nn.Linear(config.hidden_size, 2 * self.num_kv_heads * self.head_dim, bias=False)
        self.o_proj = nn.Linear(self.num_heads * self.head_dim, config.hidden_size, bias=False)

    def forward(
        self,
        x: torch.Tensor,
        rotary: Tuple[torch.Tensor, torch.Tensor],
        past: Optional[KeyValue] = None,
        mask: Optional[torch.Tensor] = None,  # True where a key may be seen, [batch, 1, query, key]
    ) -> Tuple[torch.Tensor, KeyValue]:
        batch, length = x.size(0), x.size(1)
        q = self.q_proj(x).view(batch, length, self.num_heads, self.head_dim).transpose(1, 2)
        k, v = self.kv_proj(x).view(batch, length, 2, self.num_kv_heads, self.head_dim).permute(2, 0, 3, 1, 4).unbind(0)
        cos, sin = rotary
        q = q * cos + rotate_half(q) * sin
        k = k * cos + rotate_half(k) * sin
        if past is not None:
            k = torch.cat([past[0], k], dim=2)
            v = torch.cat([past[1], v], dim=2)
        present = (k, v)
        if flash_attn_func is not None and q.is_cuda and mask is None:
            # flash_attn has the heads behind the length
            out = flash_attn_func(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), causal=length > 1).transpose(1, 2)
        elif SUPPORT_TORCH2:
            out = F.scaled_dot_product_attention(
                q,
                k,
                v,
                attn_mask=mask,
                is_causal=mask is None and length > 1,  # one new token sees all of the cache
                enable_gqa=True,
            )
        else:
            groups = self.num_heads // self.num_kv_heads
            k, v = k.repeat_interleave(groups, dim=1), v.repeat_interleave(groups, dim=1)
            scores = q @ k.transpose(-2, -1) / math.sqrt(self.head_dim)
            if mask is not None:
                scores = scores.masked_fill(~mask, torch.finfo(scores.dtype).min)
            out = F.softmax(scores, dim=-1, dtype=torch.float32).to(q.dtype) @ v
        return self.o_proj(out.transpose(1, 2).contiguous().view(batch, length, -1)), present


class MLP(nn.Module):
    def __init__(self, config: TinyChatConfig):
        super().__init__()
        self.gate_up = nn.Linear(config.hidden_size, 2 * config.intermediate_size, bias=False)
        self.down = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x):
        gate, up = self.gate_up(x).split(self.down.in_features, dim=-1)
        return self.down(F.silu(gate) * up)


class Block(nn.Module):
    def __init__(self, config: TinyChatConfig):
        super().__init__()
        self.ln_1 = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.attn = Attention(config)
        self.ln_2 = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mlp = MLP(config)

    def forward(self, x, rotary, past=None, mask=None):
        attended, present = self.attn(self.ln_1(x), rotary, past, mask)
        x = x + attended
        return x + self.mlp(self.ln_2(x)), present


class TinyChatForCausalLM(nn.Module):
    def __init__(self, config: TinyChatConfig):
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab_size, config.hidden_size)
        self.rotary = RotaryEmbedding(config.hidden_size // config.num_attention_heads, config.rope_theta)
        self.h = nn.ModuleList([Block(config) for _ in range(config.num_hidden_layers)])
        self.ln_f = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.apply(self._init_weights)

    @staticmethod
    def _init_weights(module: nn.Module):
        if isinstance(module, (nn.Linear, nn.Embedding)):
            nn.init.normal_(module.weight, std=0.02)

    def forward(
        self,
        input_ids: torch.Tensor,  # [batch, length] int64
        past_key_values: Optional[List[KeyValue]] = None,
        labels: Optional[torch.Tensor] = None,
    ):
        offset = 0 if past_key_values is None else past_key_values[0][0].size(2)
        rotary = self.rotary(input_ids.shape[1], offset)
        x = self.wte(input_ids)
        presents = []
        for i, block in enumerate(self.h):
            x, present = block(x, rotary, None if past_key_values is None else past_key_values[i])
            presents.append(present)
        logits = self.lm_head(self.ln_f(x))
        if labels is None:
            return logits, presents
        loss = F.cross_entropy(logits[:, :-1].reshape(-1, logits.size(-1)), labels[:, 1:].reshape(-1), ignore_index=-100)
        return loss, logits, presents

    @torch.no_grad()
    def generate(self, input_ids: torch.Tensor, max_new_tokens: int = 20) -> torch.Tensor:
        """Greedy decoding with the cache."""
        logits, past = self(input_ids)
        for _ in range(max_new_tokens):
            token = logits[:, -1].argmax(dim=-1, keepdim=True)
            input_ids = torch.cat([input_ids, token], dim=1)
            logits, past = self(token, past)
        return input_ids
