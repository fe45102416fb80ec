"""Models on Paddle's own layers, as a person would write them: what is Paddle's part of a time. Paths are alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import paddle
import paddle.nn.functional as F
from paddle import nn

from scripts.timm_checks.by_hand import VitTiny

#: Paddle's names of a batch normalization's statistics.
_STATISTICS = {"running_mean": "_mean", "running_var": "_variance"}


class RMSNorm(nn.Layer):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.weight = self.create_parameter([width])

    def forward(self, x: Any) -> Any:
        return x * paddle.rsqrt((x * x).mean(-1, keepdim=True) + 1e-6) * self.weight


def rotated(x: Any, cos: Any, sin: Any) -> Any:
    first, second = x.chunk(2, axis=-1)
    return x * cos + paddle.concat([-second, first], -1) * sin


class Attention(nn.Layer):
    def __init__(self, width: int, heads: int, shared: int) -> None:
        super().__init__()
        self.heads, self.shared, self.size = heads, shared, width // heads
        self.q_proj = nn.Linear(width, width)
        self.kv_proj = nn.Linear(width, 2 * shared * self.size, bias_attr=False)
        self.o_proj = nn.Linear(width, width, bias_attr=False)

    def forward(self, x: Any, rotary: Any, past: Any) -> Any:
        length = x.shape[1]
        q = self.q_proj(x).reshape([0, 0, self.heads, self.size]).transpose([0, 2, 1, 3])
        k, v = self.kv_proj(x).reshape([0, 0, 2, self.shared, self.size]).transpose([2, 0, 3, 1, 4]).unbind(0)
        q, k = rotated(q, *rotary), rotated(k, *rotary)
        if past is not None:
            k, v = paddle.concat([past[0], k], 2), paddle.concat([past[1], v], 2)
        # The heads that share a key side by side, as more rows of one product.
        groups, rows = self.heads // self.shared, q.reshape([0, self.shared, -1, self.size])
        scores = paddle.matmul(rows * self.size**-0.5, k, transpose_y=True)
        if past is None:
            mask = paddle.triu(paddle.full([length, length], float("-inf")), 1).tile([groups, 1])
            scores = scores + mask
        mixed = paddle.matmul(F.softmax(scores), v).reshape([0, self.heads, length, self.size])
        return self.o_proj(mixed.transpose([0, 2, 1, 3]).flatten(2)), (k, v)


class MLP(nn.Layer):
    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.gate_up = nn.Linear(width, 2 * inner, bias_attr=False)
        self.down = nn.Linear(inner, width, bias_attr=False)

    def forward(self, x: Any) -> Any:
        gate, up = self.gate_up(x).chunk(2, axis=-1)
        return self.down(F.silu(gate) * up)


class Block(nn.Layer):
    def __init__(self, width: int, inner: int, heads: int, shared: int) -> None:
        super().__init__()
        self.ln_1, self.attn = RMSNorm(width), Attention(width, heads, shared)
        self.ln_2, self.mlp = RMSNorm(width), MLP(width, inner)

    def forward(self, x: Any, rotary: Any, past: Any) -> Any:
        attended, present = self.attn(self.ln_1(x), rotary, past)
        x = x + attended
        return x + self.mlp(self.ln_2(x)), present


class Chat(nn.Layer):
    """tinychat; ``past`` is the cache's tensors one after another."""

    def __init__(self, width: int, inner: int, layers: int, heads: int, shared: int, words: int) -> None:
        super().__init__()
        self.size = width // heads
        self.wte = nn.Embedding(words, width)
        self.h = nn.LayerList([Block(width, inner, heads, shared) for _ in range(layers)])
        self.ln_f, self.lm_head = RMSNorm(width), nn.Linear(width, words, bias_attr=False)

    def forward(self, input_ids: Any, past: Any = ()) -> Any:
        start, length = past[0].shape[2] if past else 0, input_ids.shape[1]
        rates = 1.0 / (10000.0 ** (paddle.arange(0, self.size, 2).astype("float32") / self.size))
        angles = paddle.outer(paddle.arange(start, start + length).astype("float32"), rates)
        angles = paddle.concat([angles, angles], -1)[None, None]
        rotary = (angles.cos(), angles.sin())
        x, presents = self.wte(input_ids), []
        for number, block in enumerate(self.h):
            x, present = block(x, rotary, past[2 * number : 2 * number + 2] if past else None)
            presents += present
        return [self.lm_head(self.ln_f(x)), *presents]


TWINS = {
    "chat_small": lambda: Chat(256, 704, 4, 8, 2, 4096),
    "chat_medium": lambda: Chat(1024, 2816, 8, 16, 4, 32000),
    "resnet50": lambda: paddle.vision.models.resnet50(),
    "vit_small": lambda: VitTiny(384, 6),
}


def twin(name: str, state: Mapping[str, np.ndarray]) -> Any:
    """With the values of torch's model. Raises ValueError where one is left over or missing."""
    model = TWINS[name]()
    values = dict(state)
    for path, layer in model.named_sublayers():
        if type(layer) is nn.Linear:
            values[f"{path}.weight"] = np.ascontiguousarray(values[f"{path}.weight"].T)
        for theirs, own in _STATISTICS.items():
            if isinstance(layer, nn.BatchNorm2D):
                values[f"{path}.{own}"] = values.pop(f"{path}.{theirs}")
                values.pop(f"{path}.num_batches_tracked", None)
    wrong = model.set_state_dict(values)
    if any(wrong):
        raise ValueError(f"missing and unknown: {wrong}")
    model.eval()
    return model
