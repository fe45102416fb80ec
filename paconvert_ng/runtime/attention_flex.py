"""torch.nn.attention.flex_attention: attention whose scores or mask a function of the positions changes.

torch compiles the function into a kernel; here it is called once with index tensors that broadcast
to [batch, heads, query, key], so it computes the same from whole tensors.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import paddle

from .attention import attend
from .attention_dispatch import attention_of_device


def _indices(batch: int, heads: int, queries: int, keys: int) -> tuple[Any, Any, Any, Any]:
    return (
        paddle.arange(batch).reshape([-1, 1, 1, 1]),
        paddle.arange(heads).reshape([1, -1, 1, 1]),
        paddle.arange(queries).reshape([1, 1, -1, 1]),
        paddle.arange(keys).reshape([1, 1, 1, -1]),
    )


def flex_create_mask(
    mod_fn: Callable[..., Any], B: int | None, H: int | None, Q_LEN: int, KV_LEN: int, device: Any = None
) -> Any:
    """torch.nn.attention.flex_attention.create_mask for a mask function: bool [B or 1, H or 1, Q_LEN, KV_LEN]."""
    sizes = (B or 1, H or 1, int(Q_LEN), int(KV_LEN))
    mask = mod_fn(*_indices(*sizes))
    if not paddle.is_tensor(mask):
        mask = paddle.full([1, 1, 1, 1], bool(mask), dtype="bool")
    return mask.astype("bool").expand(list(sizes))


class BlockMask:
    """torch.nn.attention.flex_attention.BlockMask: here the whole mask, and the function that it came from."""

    def __init__(self, mask: Any, mask_mod: Callable[..., Any], block_size: tuple[int, int]) -> None:
        self.mask = mask
        self.mask_mod = mask_mod
        self.BLOCK_SIZE = block_size
        self.seq_lengths = (mask.shape[2], mask.shape[3])

    @property
    def shape(self) -> tuple[int, ...]:
        """(batch, heads, query length, key length)."""
        return tuple(self.mask.shape)

    def to_dense(self) -> Any:
        """Which blocks hold anything, int32 [batch, heads, query blocks, key blocks]."""
        rows, columns = self.BLOCK_SIZE
        batch, heads, queries, keys = self.mask.shape
        row_blocks, column_blocks = math.ceil(queries / rows), math.ceil(keys / columns)
        room = paddle.zeros([batch, heads, row_blocks * rows, column_blocks * columns], dtype="int32")
        room[:, :, :queries, :keys] = self.mask.astype("int32")
        return room.reshape([batch, heads, row_blocks, rows, column_blocks, columns]).max(axis=[3, 5])

    def __getitem__(self, index: Any) -> BlockMask:
        """Part of the batches and heads."""
        index = index if isinstance(index, tuple) else (index,)
        kept = tuple(slice(part, part + 1 or None) if isinstance(part, int) else part for part in index)
        return BlockMask(self.mask[kept], self.mask_mod, self.BLOCK_SIZE)

    def to(self, device: Any) -> BlockMask:
        """The mask on another device."""
        return BlockMask(self.mask.to(device), self.mask_mod, self.BLOCK_SIZE)


def create_block_mask(
    mask_mod: Callable[..., Any],
    B: int | None,
    H: int | None,
    Q_LEN: int,
    KV_LEN: int,
    device: Any = None,
    BLOCK_SIZE: Any = 128,
    _compile: bool = False,
    separate_full_blocks: bool = True,
    compute_dq_write_order: bool = False,
    dq_kv_order: bool = True,
) -> BlockMask:
    """torch.nn.attention.flex_attention.create_block_mask; ``device`` is the current one."""
    block_size = (BLOCK_SIZE, BLOCK_SIZE) if isinstance(BLOCK_SIZE, int) else tuple(BLOCK_SIZE)
    return BlockMask(flex_create_mask(mask_mod, B, H, Q_LEN, KV_LEN), mask_mod, block_size)


def and_masks(*mask_mods: Callable[..., Any]) -> Callable[..., Any]:
    """torch.nn.attention.flex_attention.and_masks."""

    def all_of(b: Any, h: Any, q_idx: Any, kv_idx: Any) -> Any:
        return functools.reduce(paddle.logical_and, [mod(b, h, q_idx, kv_idx) for mod in mask_mods])

    return all_of


def or_masks(*mask_mods: Callable[..., Any]) -> Callable[..., Any]:
    """torch.nn.attention.flex_attention.or_masks."""

    def any_of(b: Any, h: Any, q_idx: Any, kv_idx: Any) -> Any:
        return functools.reduce(paddle.logical_or, [mod(b, h, q_idx, kv_idx) for mod in mask_mods])

    return any_of


def flex_attention(
    query: Any,
    key: Any,
    value: Any,
    score_mod: Callable[..., Any] | None = None,
    block_mask: BlockMask | None = None,
    scale: float | None = None,
    enable_gqa: bool = False,
    return_lse: bool = False,
    kernel_options: Any = None,
    *,
    return_aux: Any = None,
) -> Any:
    """torch.nn.attention.flex_attention.flex_attention, [batch, heads, length, size]; a closed row gives zeros.

    With ``return_lse`` also the logarithm of the summed exponentials, float32 [batch, heads, length].
    """
    if return_aux is not None:
        raise NotImplementedError("flex_attention: return_aux is not converted; use return_lse")
    mask = None if block_mask is None else block_mask.mask[:, :, : query.shape[2], : key.shape[2]]
    if score_mod is None and not return_lse:
        return attend(attention_of_device, query, key, value, mask, 0.0, False, scale, enable_gqa)
    sums: list[Any] = []

    def modified(
        query: Any, key: Any, value: Any, bias: Any, dropout_p: float, is_causal: bool, scale: float | None
    ) -> Any:
        dtype = paddle.float64 if query.dtype == paddle.float64 else paddle.float32
        scale = 1.0 / math.sqrt(query.shape[-1]) if scale is None else scale
        scores = paddle.matmul(query.astype(dtype) * scale, key.astype(dtype), transpose_y=True)
        if score_mod is not None:
            scores = score_mod(scores, *_indices(*scores.shape)).astype(dtype)
        if bias is not None:
            scores = scores + bias.astype(dtype)
        sums.append(paddle.logsumexp(scores, axis=-1))
        return paddle.matmul(paddle.nn.functional.softmax(scores, axis=-1), value.astype(dtype))

    out = attend(modified, query, key, value, mask, 0.0, False, scale, enable_gqa)
    if not return_lse:
        return out
    closed = paddle.zeros_like(sums[0], dtype="bool") if mask is None else ~mask.any(axis=-1).expand(sums[0].shape)
    return out, paddle.where(closed, paddle.full_like(sums[0], -math.inf), sums[0])
