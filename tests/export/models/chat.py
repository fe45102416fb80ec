"""Language models in Paddle, in shapes that split export must take, and some that it must refuse."""

from __future__ import annotations

from typing import Any

import paddle
from paddle import nn


class Block(nn.Layer):
    """Attention with a cache and a mask, both in the shape [batch, length, …]."""

    def __init__(self, size: int, heads: int, last: bool) -> None:
        super().__init__()
        self.heads, self.last = heads, last
        self.norm = nn.LayerNorm(size)
        self.qkv = nn.Linear(size, 3 * size)
        self.out = nn.Linear(size, size)

    def forward(
        self, x: paddle.Tensor, mask: paddle.Tensor, layer_past: Any = None, use_cache: bool = False
    ) -> tuple[paddle.Tensor, Any]:
        q, k, v = self.qkv(self.norm(x)).chunk(3, axis=-1)
        new = (k, v)
        if layer_past is not None:
            k, v = paddle.concat([layer_past[0], k], 1), paddle.concat([layer_past[1], v], 1)
        present = (new if self.last else (k, v)) if use_cache else None
        q, k, v = (value.reshape([value.shape[0], value.shape[1], self.heads, -1]) for value in (q, k, v))
        q, k, v = (value.transpose([0, 2, 1, 3]) for value in (q, k, v))
        scores = q @ k.transpose([0, 1, 3, 2]) * q.shape[-1] ** -0.5 + mask
        found = (nn.functional.softmax(scores) @ v).transpose([0, 2, 1, 3])
        return x + self.out(found.reshape([found.shape[0], found.shape[1], -1])), present


class Inner(nn.Layer):
    """``wte``, ``wpe``, ``h``, ``ln_f``. ``between``: something is computed between the blocks."""

    def __init__(self, size: int, heads: int, blocks: int, last: bool, between: bool) -> None:
        super().__init__()
        self.wte, self.wpe = nn.Embedding(50, size), nn.Embedding(64, size)
        self.h = nn.LayerList([Block(size, heads, last) for _ in range(blocks)])
        self.ln_f = nn.LayerNorm(size)
        self.between = between

    def forward(self, input_ids: paddle.Tensor, past_key_values: Any, use_cache: bool) -> tuple[paddle.Tensor, Any]:
        length = input_ids.shape[1]
        offset = past_key_values[0][0].shape[1] if past_key_values else 0
        positions = paddle.arange(offset, offset + length)
        seen = paddle.arange(offset + length).unsqueeze(0) <= positions.unsqueeze(1)
        mask = (1.0 - seen.astype("float32")) * -1e9
        x = self.wte(input_ids) + self.wpe(positions)
        presents = []
        for number, block in enumerate(self.h):
            past = past_key_values[number] if past_key_values else None
            x, present = block(x * 2 if self.between else x, mask, layer_past=past, use_cache=use_cache)
            presents.append(present)
        return self.ln_f(x), presents


class Chat(nn.Layer):
    """Qwen-7B's shape: ``transformer`` and ``lm_head``."""

    def __init__(self, size: int = 16, blocks: int = 2, last: bool = False, between: bool = False) -> None:
        super().__init__()
        self.transformer = Inner(size, 2, blocks, last, between)
        self.lm_head = nn.Linear(size, 50, bias_attr=False)

    def forward(
        self, input_ids: paddle.Tensor, past_key_values: Any = None, use_cache: bool = False, return_dict: bool = True
    ) -> Any:
        found, presents = self.transformer(input_ids, past_key_values, use_cache)
        logits = self.lm_head(found)
        return {"logits": logits, "past_key_values": presents} if return_dict else (logits, presents)


class Cache:
    """An object that blocks may write to."""


class Written(nn.Layer):
    """Its blocks are given such an object."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(50, 8)
        self.h = nn.LayerList([Writing(), Writing()])

    def forward(self, input_ids: paddle.Tensor) -> paddle.Tensor:
        x, cache = self.wte(input_ids), Cache()
        for block in self.h:
            x = block(x, cache)
        return x


class Writing(nn.Layer):
    """A block."""

    def forward(self, x: paddle.Tensor, cache: Cache) -> paddle.Tensor:
        return x + 1


class Plain(nn.Layer):
    """No blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.wte = nn.Embedding(50, 8)

    def forward(self, input_ids: paddle.Tensor) -> paddle.Tensor:
        return self.wte(input_ids)
