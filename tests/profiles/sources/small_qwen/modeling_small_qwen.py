"""A decoder in the shape of Qwen-7B-Chat's file of 2023: fused projection, rotary positions, cache of [B, L, H, D]."""

import math
from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import nn

SUPPORT_CUDA = torch.cuda.is_available()
SUPPORT_TORCH2 = hasattr(torch, '__version__') and int(torch.__version__.split(".")[0]) >= 2  # F.scaled_dot_product_attention

KeyValues = Tuple[torch.Tensor, torch.Tensor]


class SmallConfig:
    def __init__(
        self, vocab_size=61, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, seq_length=64, upcast=False
    ):
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.num_attention_heads = num_attention_heads
        self.seq_length = seq_length
        self.upcast = upcast


def rotate_half(x):
    first, second = x.chunk(2, dim=-1)
    return torch.cat((-second, first), dim=-1)


def apply_rotary(x, positions):
    dim = x.size(-1)
    inv_freq = 1.0 / (10000 ** (torch.arange(0, dim, 2, device=x.device).float() / dim))
    freqs = torch.outer(positions.float(), inv_freq)
    emb = torch.cat((freqs, freqs), dim=-1)[None, :, None, :]
    return x * emb.cos() + rotate_half(x) * emb.sin()


class SmallAttention(nn.Module):
    def __init__(self, config):
        super().__init__()
        length = config.seq_length
        self.register_buffer(
            "bias",
            torch.tril(torch.ones(length, length, dtype=torch.bool)).view(1, 1, length, length),
            persistent=False,
        )
        self.num_heads = config.num_attention_heads
        self.head_dim = config.hidden_size // config.num_attention_heads
        self.scale_attn_weights = True
        self.use_cache_quantization = False
        self.upcast = config.upcast
        self.c_attn = nn.Linear(config.hidden_size, 3 * config.hidden_size)
        self.c_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)

    def _attn(self, query, key, value, registered_causal_mask, attention_mask=None):
        if self.use_cache_quantization:
            attn_weights = torch.matmul(query, key[0].transpose(-1, -2))
        else:
            attn_weights = torch.matmul(query, key.transpose(-1, -2))

        if self.scale_attn_weights:
            if self.use_cache_quantization:
                size_temp = value[0].size(-1)
            else:
                size_temp = value.size(-1)
            attn_weights = attn_weights / torch.full(
                [],
                size_temp ** 0.5,
                dtype=attn_weights.dtype,
                device=attn_weights.device,
            )
        if self.use_cache_quantization:
            query_length, key_length = query.size(-2), key[0].size(-2)
        else:
            query_length, key_length = query.size(-2), key.size(-2)
        causal_mask = registered_causal_mask[
            :, :, key_length - query_length : key_length, :key_length
        ]
        mask_value = torch.finfo(attn_weights.dtype).min
        mask_value = torch.full([], mask_value, dtype=attn_weights.dtype).to(
            attn_weights.device
        )
        attn_weights = torch.where(
            causal_mask, attn_weights.to(attn_weights.dtype), mask_value
        )

        if attention_mask is not None:
            attn_weights = attn_weights + attention_mask

        attn_weights = nn.functional.softmax(attn_weights.float(), dim=-1)
        attn_weights = attn_weights.type(query.dtype)
        attn_output = torch.matmul(attn_weights, value)
        return attn_output.transpose(1, 2), attn_weights

    def _upcast_attn(self, query, key, value, registered_causal_mask, attention_mask=None):
        attn_weights = torch.matmul(query.float(), key.float().transpose(-1, -2)) / math.sqrt(query.size(-1))

        query_length, key_length = query.size(-2), key.size(-2)
        causal_mask = registered_causal_mask[
            :, :, key_length - query_length : key_length, :key_length
        ]
        mask_value = torch.finfo(attn_weights.dtype).min
        mask_value = torch.tensor(mask_value, dtype=attn_weights.dtype).to(
            attn_weights.device
        )
        attn_weights = torch.where(causal_mask, attn_weights, mask_value)

        if attention_mask is not None:
            attn_weights = attn_weights + attention_mask
        attn_weights = nn.functional.softmax(attn_weights, dim=-1).type(value.dtype)
        return torch.matmul(attn_weights, value).transpose(1, 2), attn_weights

    def forward(
        self,
        hidden_states: torch.FloatTensor,
        layer_past: Optional[KeyValues] = None,
        attention_mask: Optional[torch.FloatTensor] = None,
        use_cache: Optional[bool] = False,
    ):
        query, key, value = self.c_attn(hidden_states).split(self.num_heads * self.head_dim, dim=2)
        new_shape = query.shape[:-1] + (self.num_heads, self.head_dim)
        query, key, value = query.view(new_shape), key.view(new_shape), value.view(new_shape)

        before = layer_past[0].size(1) if layer_past is not None else 0
        positions = torch.arange(before, before + query.size(1), device=query.device)
        query, key = apply_rotary(query, positions), apply_rotary(key, positions)

        # the cache has [batch, length, heads, dim]
        if layer_past is not None:
            past_key, past_value = layer_past[0], layer_past[1]
            key = torch.cat((past_key, key), dim=1)
            value = torch.cat((past_value, value), dim=1)

        if use_cache:
            present = (key, value)
        else:
            present = None

        query, key, value = query.permute(0, 2, 1, 3), key.permute(0, 2, 1, 3), value.permute(0, 2, 1, 3)
        if SUPPORT_TORCH2 and attention_mask is not None:
            length = key.size(-2)
            mask = self.bias[:, :, length - query.size(-2) : length, :length]
            mask = attention_mask.masked_fill(~mask, torch.finfo(query.dtype).min)
            attn_output = F.scaled_dot_product_attention(query, key, value, attn_mask=mask).transpose(1, 2)
        elif self.upcast:
            attn_output, _ = self._upcast_attn(query, key, value, self.bias, attention_mask)
        else:
            attn_output, _ = self._attn(query, key, value, self.bias, attention_mask)
        context = attn_output.reshape(hidden_states.shape)
        return self.c_proj(context), present


class SmallBlock(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.ln_1 = nn.LayerNorm(config.hidden_size)
        self.attn = SmallAttention(config)
        self.ln_2 = nn.LayerNorm(config.hidden_size)
        self.mlp = nn.Linear(config.hidden_size, config.hidden_size)

    def forward(self, hidden_states, layer_past=None, attention_mask=None, use_cache=False):
        attn_output, present = self.attn(self.ln_1(hidden_states), layer_past, attention_mask, use_cache)
        hidden_states = hidden_states + attn_output
        return hidden_states + F.silu(self.mlp(self.ln_2(hidden_states))), present


class SmallQwen(nn.Module):
    def __init__(self, **values):
        super().__init__()
        config = SmallConfig(**values)
        self.wte = nn.Embedding(config.vocab_size, config.hidden_size)
        self.h = nn.ModuleList([SmallBlock(config) for _ in range(config.num_hidden_layers)])
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)

    def forward(
        self,
        input_ids,
        attention_mask=None,
        past_key_values: Optional[List[KeyValues]] = None,
        use_cache: bool = False,
    ):
        """``attention_mask`` is added to the scores, [batch, 1, 1 or length, keys]."""
        hidden_states = self.wte(input_ids)
        presents = []
        for index, block in enumerate(self.h):
            past = past_key_values[index] if past_key_values is not None else None
            hidden_states, present = block(hidden_states, past, attention_mask, use_cache)
            presents.append(present)
        return self.lm_head(hidden_states), presents
