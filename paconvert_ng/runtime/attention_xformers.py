"""xformers.ops.memory_efficient_attention and its masks: [batch, length, heads, size], on any device."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import paddle

from .attention import attend
from .attention_dispatch import attention_of_device


def _triangle(queries: int, keys: int, offset: int, dtype: Any) -> Any:
    """[queries, keys]: 0 where key <= query + offset, -inf elsewhere."""
    rows = paddle.arange(queries).unsqueeze(1) + offset
    allowed = paddle.arange(keys).unsqueeze(0) <= rows
    zero, closed = paddle.zeros([], dtype=dtype), paddle.full([], -math.inf, dtype=dtype)
    return paddle.where(allowed, zero, closed)


class AttentionBias:
    """xformers.ops.AttentionBias: what is added to the scores before the softmax."""

    def materialize(self, shape: Sequence[int], dtype: Any = paddle.float32, device: Any = "cpu") -> Any:
        """The bias as a tensor of this shape [..., queries, keys]."""
        raise NotImplementedError(type(self).__name__)


class LowerTriangularMask(AttentionBias):
    """xformers.ops.LowerTriangularMask: causal, aligned to the upper left."""

    def __init__(self, *tensor_args: Any, **tensor_kwargs: Any) -> None:
        pass

    def materialize(self, shape: Sequence[int], dtype: Any = paddle.float32, device: Any = "cpu") -> Any:
        """The bias as a tensor of this shape [..., queries, keys]."""
        return _triangle(shape[-2], shape[-1], 0, dtype).expand([*shape])

    def add_bias(self, bias: Any) -> LowerTriangularMaskWithTensorBias:
        """The same mask with a tensor added to the scores."""
        return LowerTriangularMaskWithTensorBias(bias)


class LowerTriangularMaskWithTensorBias(LowerTriangularMask):
    """xformers.ops.fmha.attn_bias.LowerTriangularMaskWithTensorBias."""

    def __init__(self, bias: Any) -> None:
        self._bias = bias

    def materialize(self, shape: Sequence[int], dtype: Any = paddle.float32, device: Any = "cpu") -> Any:
        """The bias as a tensor of this shape [..., queries, keys]."""
        return super().materialize(shape, dtype) + self._bias.astype(dtype)


class LowerTriangularFromBottomRightMask(AttentionBias):
    """xformers.ops.fmha.attn_bias.LowerTriangularFromBottomRightMask: the last query sees the last key."""

    def materialize(self, shape: Sequence[int], dtype: Any = paddle.float32, device: Any = "cpu") -> Any:
        """The bias as a tensor of this shape [..., queries, keys]."""
        return _triangle(shape[-2], shape[-1], shape[-1] - shape[-2], dtype).expand([*shape])


class BlockDiagonalMask(AttentionBias):
    """xformers.ops.fmha.attn_bias.BlockDiagonalMask: sequences one after the other, each sees itself alone."""

    #: How each block is masked: not at all, or causally from the upper left or the lower right.
    _causal = ""

    def __init__(
        self, q_lengths: Sequence[int], k_lengths: Sequence[int], batch_sizes: Sequence[int] | None = None
    ) -> None:
        self.q_lengths = list(q_lengths)
        self.k_lengths = list(k_lengths)
        self._batch_sizes = batch_sizes

    @classmethod
    def from_seqlens(
        cls, q_seqlen: Sequence[int], kv_seqlen: Sequence[int] | None = None, *, device: Any = None
    ) -> BlockDiagonalMask:
        """The mask for sequences of these lengths."""
        if kv_seqlen is not None and len(kv_seqlen) != len(q_seqlen):
            raise ValueError("q_seqlen and kv_seqlen are as many as there are sequences")
        return cls(q_seqlen, q_seqlen if kv_seqlen is None else kv_seqlen)

    @classmethod
    def from_tensor_list(cls, tensors: Sequence[Any]) -> tuple[BlockDiagonalMask, Any]:
        """The mask for tensors [batch, length, ...], and the tensors joined to [1, total, ...]."""
        lengths = [tensor.shape[1] for tensor in tensors for _ in range(tensor.shape[0])]
        mask = cls(lengths, lengths, [tensor.shape[0] for tensor in tensors])
        rows = [tensor.reshape([1, -1, *tensor.shape[2:]]) for tensor in tensors]
        return mask, paddle.concat(rows, axis=1)

    def _split(self, tensor: Any, lengths: list[int]) -> list[Any]:
        if tensor.shape[0] != 1:
            raise ValueError("tensors of all sequences are joined: the batch is 1")
        sizes = self._batch_sizes or [1] * len(lengths)
        found, sequence, start = [], 0, 0
        for size in sizes:
            total = sum(lengths[sequence : sequence + size])
            part = tensor[:, start : start + total]
            found.append(part.reshape([size, -1, *tensor.shape[2:]]))
            sequence, start = sequence + size, start + total
        return found

    def split(self, tensor: Any) -> list[Any]:
        """What ``from_tensor_list`` joined, apart again."""
        return self._split(tensor, self.q_lengths)

    def split_queries(self, tensor: Any) -> list[Any]:
        """A tensor [1, total of queries, ...], apart."""
        return self._split(tensor, self.q_lengths)

    def split_kv(self, tensor: Any) -> list[Any]:
        """A tensor [1, total of keys, ...], apart."""
        return self._split(tensor, self.k_lengths)

    def make_causal(self) -> BlockDiagonalCausalMask:
        """The same blocks, each causal from its upper left."""
        return BlockDiagonalCausalMask(self.q_lengths, self.k_lengths, self._batch_sizes)

    def make_causal_from_bottomright(self) -> BlockDiagonalCausalFromBottomRightMask:
        """The same blocks, each causal from its lower right."""
        return BlockDiagonalCausalFromBottomRightMask(self.q_lengths, self.k_lengths, self._batch_sizes)

    def block_bias(self, queries: int, keys: int, dtype: Any) -> Any:
        """The bias inside a block; None if there is none."""
        if not self._causal:
            return None
        return _triangle(queries, keys, keys - queries if self._causal == "lower right" else 0, dtype)

    def blocks(self) -> Iterable[tuple[slice, slice]]:
        """Queries and keys of each block."""
        query = key = 0
        for queries, keys in zip(self.q_lengths, self.k_lengths):
            yield slice(query, query + queries), slice(key, key + keys)
            query, key = query + queries, key + keys

    def materialize(self, shape: Sequence[int], dtype: Any = paddle.float32, device: Any = "cpu") -> Any:
        """The bias as a tensor of this shape [..., queries, keys]."""
        bias = paddle.full([shape[-2], shape[-1]], -math.inf, dtype=dtype)
        for queries, keys in self.blocks():
            sizes = [queries.stop - queries.start, keys.stop - keys.start]
            inner = self.block_bias(sizes[0], sizes[1], dtype)
            bias[queries, keys] = paddle.zeros(sizes, dtype=dtype) if inner is None else inner
        return bias.expand([*shape])


class BlockDiagonalCausalMask(BlockDiagonalMask):
    """xformers.ops.fmha.attn_bias.BlockDiagonalCausalMask."""

    _causal = "upper left"


class BlockDiagonalCausalFromBottomRightMask(BlockDiagonalMask):
    """xformers.ops.fmha.attn_bias.BlockDiagonalCausalFromBottomRightMask."""

    _causal = "lower right"


def _attention(query: Any, key: Any, value: Any, bias: Any, p: float, scale: float | None, is_causal: bool) -> Any:
    """Attention over [batch, length, heads, size] with a bias [..., queries, keys]."""
    grouped = key.shape[2] != query.shape[2]
    query, key, value = (tensor.transpose([0, 2, 1, 3]) for tensor in (query, key, value))
    return attend(attention_of_device, query, key, value, bias, p, is_causal, scale, grouped).transpose([0, 2, 1, 3])


def xformers_attention(
    query: Any,
    key: Any,
    value: Any,
    attn_bias: Any = None,
    p: float = 0.0,
    scale: float | None = None,
    *,
    op: Any = None,
    output_dtype: Any = None,
) -> Any:
    """xformers.ops.memory_efficient_attention; ``op``, which picks a kernel, has no effect.

    [batch, length, size] is one head; [batch, length, groups, heads, size] shares keys among the heads of a group.
    """
    if query.ndim == 5:
        batch, length, groups, heads, size = query.shape
        query, key, value = (
            tensor.reshape([*tensor.shape[:2], groups * heads, tensor.shape[-1]]) for tensor in (query, key, value)
        )
        if isinstance(attn_bias, paddle.Tensor) and attn_bias.ndim == 5:
            attn_bias = attn_bias.reshape([attn_bias.shape[0], -1, *attn_bias.shape[-2:]])
        out = xformers_attention(query, key, value, attn_bias, p, scale, output_dtype=output_dtype)
        return out.reshape([batch, length, groups, heads, out.shape[-1]])
    if query.ndim == 3:
        if isinstance(attn_bias, paddle.Tensor) and attn_bias.ndim == 3:
            attn_bias = attn_bias.unsqueeze(1)
        query, key, value = (tensor.unsqueeze(2) for tensor in (query, key, value))
        return xformers_attention(query, key, value, attn_bias, p, scale, output_dtype=output_dtype).squeeze(2)
    if isinstance(attn_bias, BlockDiagonalMask):
        parts = []
        for queries, keys in attn_bias.blocks():
            bias = attn_bias.block_bias(queries.stop - queries.start, keys.stop - keys.start, paddle.float32)
            parts.append(_attention(query[:, queries], key[:, keys], value[:, keys], bias, p, scale, False))
        out = paddle.concat(parts, axis=1)
    else:
        is_causal = type(attn_bias) is LowerTriangularMask
        bias = None if is_causal else attn_bias
        if isinstance(bias, AttentionBias):
            bias = bias.materialize([query.shape[0], query.shape[2], query.shape[1], key.shape[1]])
        out = _attention(query, key, value, bias, p, scale, is_causal)
    return out if output_dtype is None else out.astype(output_dtype)
