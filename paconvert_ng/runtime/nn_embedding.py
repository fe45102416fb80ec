"""Embedding with torch's padding rule: the padding row is returned as it is stored, and takes no gradient."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_base import fill_normal, new_parameter
from .static_graph import is_empty, true_sizes
from .vector_norms import power_norm


def shrink_used_rows(indices: paddle.Tensor, weight: paddle.Tensor, max_norm: float, norm_type: float) -> None:
    """Scale down, in place, the rows of ``weight`` that ``indices`` name and whose norm is over ``max_norm``."""
    with paddle.no_grad():
        used = paddle.unique(indices.flatten())
        rows = weight.detach()[used]
        norms = power_norm(rows, norm_type, -1, keepdim=True)
        scaled = paddle.where(norms > max_norm, rows * (max_norm / (norms + 1e-7)), rows)
        weight.detach()[used] = scaled


def look_up(
    input: paddle.Tensor,
    weight: paddle.Tensor,
    padding_idx: int | None,
    max_norm: float | None,
    norm_type: float,
    scale_grad_by_freq: bool,
) -> paddle.Tensor:
    """Rows of ``weight`` by index: [*] to [*, embedding_dim]. ``padding_idx`` is not negative."""
    if input.is_floating_point():
        raise RuntimeError(f"Expected indices to be of an integer type, but got {input.dtype}")
    indices = input if input.dtype in (paddle.int32, paddle.int64) else input.astype("int64")
    if max_norm is not None and not is_empty(indices):
        shrink_used_rows(indices, weight, max_norm, norm_type)
    rows = paddle.nn.functional.embedding(indices, weight)
    if weight.stop_gradient:
        return rows
    if scale_grad_by_freq and not is_empty(indices):
        counts = paddle.bincount(indices.flatten(), minlength=weight.shape[0])
        frequency = counts[indices.flatten()].reshape([*true_sizes(indices), 1]).astype(rows.dtype)
        fixed = rows.detach()
        rows = fixed + (rows - fixed) / frequency
    if padding_idx is not None:
        rows = paddle.where((indices == padding_idx).unsqueeze(-1), rows.detach(), rows)
    return rows


class Embedding(paddle.nn.Embedding):
    """torch.nn.Embedding. Paddle's gives zeros for the padding index whatever its row holds, draws other initial
    values, and hides its attributes. ``sparse`` is kept as an attribute; the gradient is dense."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        _weight: paddle.Tensor | None = None,
        _freeze: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        paddle.nn.Layer.__init__(self)
        self.num_embeddings = num_embeddings
        self.embedding_dim = embedding_dim
        if padding_idx is not None:
            if not -num_embeddings <= padding_idx < num_embeddings:
                raise ValueError("Padding_idx must be within num_embeddings")
            padding_idx %= num_embeddings
        self.padding_idx = padding_idx
        self.max_norm = max_norm
        self.norm_type = norm_type
        self.scale_grad_by_freq = scale_grad_by_freq
        self.sparse = sparse
        if _weight is None:
            self.weight = new_parameter(self, (num_embeddings, embedding_dim), device, dtype)
            self.weight.stop_gradient = _freeze
            self.reset_parameters()
        else:
            if list(_weight.shape) != [num_embeddings, embedding_dim]:
                raise ValueError("Shape of weight does not match num_embeddings and embedding_dim")
            self.weight = paddle.nn.Parameter(_weight, requires_grad=not _freeze)

    def reset_parameters(self) -> None:
        """Draw the weight from N(0, 1); the padding row is zero."""
        fill_normal(self.weight)
        self._fill_padding_idx_with_zero()

    def _fill_padding_idx_with_zero(self) -> None:
        if self.padding_idx is not None:
            with paddle.no_grad():
                self.weight.detach()[self.padding_idx] = 0.0

    def forward(self, input: paddle.Tensor) -> paddle.Tensor:
        """Rows of the weight by index: [*] to [*, embedding_dim]."""
        return look_up(input, self.weight, self.padding_idx, self.max_norm, self.norm_type, self.scale_grad_by_freq)

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        if self.padding_idx is not None:
            text += f", padding_idx={self.padding_idx}"
        if self.max_norm is not None:
            text += f", max_norm={self.max_norm}"
        if self.norm_type != 2:
            text += f", norm_type={self.norm_type}"
        if self.scale_grad_by_freq is not False:
            text += f", scale_grad_by_freq={self.scale_grad_by_freq}"
        return text + (", sparse=True" if self.sparse is not False else "")

    @classmethod
    def from_pretrained(
        cls,
        embeddings: paddle.Tensor,
        freeze: bool = True,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Any:
        """An embedding whose weight shares the memory of ``embeddings`` [num_embeddings, embedding_dim]."""
        if embeddings.ndim != 2:
            raise ValueError("Embeddings parameter is expected to be 2-dimensional")
        rows, columns = embeddings.shape
        return cls(
            num_embeddings=rows,
            embedding_dim=columns,
            _weight=embeddings,
            _freeze=freeze,
            padding_idx=padding_idx,
            max_norm=max_norm,
            norm_type=norm_type,
            scale_grad_by_freq=scale_grad_by_freq,
            sparse=sparse,
        )
