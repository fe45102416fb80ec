"""Layers of packages that fuse what torch has: xformers' SwiGLU, apex's norms, fairscale's layers of one process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .functional_norm import layer_norm, rms_norm
from .init_fans import init_xavier_normal_
from .nn_embedding import Embedding
from .nn_linear import Linear
from .nn_norm import LayerNorm, RMSNorm


class FusedLayerNorm(LayerNorm):
    """apex.normalization.FusedLayerNorm."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, memory_efficient: bool = False
    ) -> None:
        super().__init__(normalized_shape, eps=eps, elementwise_affine=elementwise_affine)
        self.memory_efficient = memory_efficient


class FusedRMSNorm(RMSNorm):
    """apex.normalization.FusedRMSNorm."""

    def __init__(
        self, normalized_shape: Any, eps: float = 1e-5, elementwise_affine: bool = True, memory_efficient: bool = False
    ) -> None:
        super().__init__(normalized_shape, eps=eps, elementwise_affine=elementwise_affine)
        self.memory_efficient = memory_efficient


def swiglu(x: Any, w1: Any, b1: Any, w2: Any, b2: Any, w3: Any, b3: Any, *, op: Any = None) -> Any:
    """xformers.ops.swiglu: weights [out, in]."""

    def linear(value: Any, weight: Any, bias: Any) -> Any:
        out = paddle.matmul(value, weight, transpose_y=True)
        return out if bias is None else out + bias

    return linear(paddle.nn.functional.silu(linear(x, w1, b1)) * linear(x, w2, b2), w3, b3)


class SwiGLU(paddle.nn.Layer):
    """xformers.ops.SwiGLU: w3(silu(w1(x)) * w2(x)), with w1 and w2 in one matrix unless told otherwise."""

    def __init__(
        self,
        in_features: int,
        hidden_features: int,
        out_features: int | None = None,
        bias: bool = True,
        *,
        _pack_weights: bool = True,
    ) -> None:
        super().__init__()
        out_features = out_features or in_features
        self.w12: Linear | None = Linear(in_features, 2 * hidden_features, bias=bias) if _pack_weights else None
        if not _pack_weights:
            self.w1 = Linear(in_features, hidden_features, bias=bias)
            self.w2 = Linear(in_features, hidden_features, bias=bias)
        self.w3 = Linear(hidden_features, out_features, bias=bias)
        self.hidden_features = hidden_features
        self.out_features = out_features
        self.in_features = in_features
        self.op = None

    def forward(self, x: Any) -> Any:
        """[..., in_features] to [..., out_features]."""
        if self.w12 is None:
            first, second = self.w1(x), self.w2(x)
        else:
            joined = self.w12(x)
            first, second = joined[..., : self.hidden_features], joined[..., self.hidden_features :]
        return self.w3(paddle.nn.functional.silu(first) * second)


class ColumnParallelLinear(Linear):
    """fairscale's ColumnParallelLinear, on one process: a Linear layer with an init method of its own."""

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        gather_output: bool = True,
        init_method: Callable[[Any], Any] = init_xavier_normal_,
        stride: int = 1,
        keep_master_weight_for_test: bool = False,
    ) -> None:
        super().__init__(in_features, out_features, bias=bias)
        _initialize(self, init_method)
        self.gather_output = gather_output


class RowParallelLinear(Linear):
    """fairscale's RowParallelLinear, on one process: a Linear layer with an init method of its own."""

    def __init__(
        self,
        in_features: int,
        out_features: int,
        bias: bool = True,
        input_is_parallel: bool = False,
        init_method: Callable[[Any], Any] = init_xavier_normal_,
        stride: int = 1,
        keep_master_weight_for_test: bool = False,
    ) -> None:
        super().__init__(in_features, out_features, bias=bias)
        _initialize(self, init_method)
        self.input_is_parallel = input_is_parallel


def _initialize(layer: Any, init_method: Callable[[Any], Any]) -> None:
    init_method(layer.weight)
    if layer.bias is not None:
        with paddle.no_grad():
            layer.bias.zero_()


class ParallelEmbedding(Embedding):
    """fairscale's ParallelEmbedding and VocabParallelEmbedding, on one process."""

    def __init__(
        self,
        num_embeddings: int,
        embedding_dim: int,
        padding_idx: int | None = None,
        max_norm: float | None = None,
        norm_type: float = 2.0,
        scale_grad_by_freq: bool = False,
        sparse: bool = False,
        init_method: Callable[[Any], Any] = init_xavier_normal_,
        keep_master_weight_for_test: bool = False,
    ) -> None:
        super().__init__(num_embeddings, embedding_dim, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse)
        init_method(self.weight)


_MODEL_PARALLEL = {"initialized": False}


def initialize_model_parallel(model_parallel_size_: int, *args: Any, **kwargs: Any) -> None:
    """fairscale's initialize_model_parallel: of one process. Raises NotImplementedError for more."""
    if model_parallel_size_ != 1:
        raise NotImplementedError("models split over processes are not converted: see paddle.distributed.fleet")
    _MODEL_PARALLEL["initialized"] = True


def model_parallel_is_initialized() -> bool:
    """fairscale's model_parallel_is_initialized."""
    return _MODEL_PARALLEL["initialized"]


def model_parallel_size() -> int:
    """fairscale's get_model_parallel_world_size: 1."""
    return 1


def model_parallel_rank() -> int:
    """fairscale's get_model_parallel_rank: 0."""
    return 0


def fused_layer_norm(input: Any, normalized_shape: Any, eps: float = 1e-6, memory_efficient: bool = False) -> Any:
    """apex.normalization.fused_layer_norm.fused_layer_norm: without weight and bias."""
    return layer_norm(input, normalized_shape, None, None, eps)


def fused_layer_norm_affine(
    input: Any, weight: Any, bias: Any, normalized_shape: Any, eps: float = 1e-6, memory_efficient: bool = False
) -> Any:
    """apex.normalization.fused_layer_norm.fused_layer_norm_affine."""
    return layer_norm(input, normalized_shape, weight, bias, eps)


def fused_rms_norm(input: Any, normalized_shape: Any, eps: float = 1e-6, memory_efficient: bool = False) -> Any:
    """apex.normalization.fused_layer_norm.fused_rms_norm: without weight."""
    return rms_norm(input, normalized_shape, None, eps)


def fused_rms_norm_affine(
    input: Any, weight: Any, normalized_shape: Any, eps: float = 1e-6, memory_efficient: bool = False
) -> Any:
    """apex.normalization.fused_layer_norm.fused_rms_norm_affine."""
    return rms_norm(input, normalized_shape, weight, eps)


def checkpoint_wrapper(module: Any, *args: Any, **kwargs: Any) -> Any:
    """fairscale.nn.checkpoint.checkpoint_wrapper: the module as it is; it keeps what it needs for its gradient."""
    return module


def flash_rms_norm(x: Any, weight: Any, epsilon: float) -> Any:
    """flash_attn.ops.rms_norm.rms_norm over the last dimension."""
    return rms_norm(x, [x.shape[-1]], weight, epsilon)


def flash_swiglu(x: Any, y: Any) -> Any:
    """flash_attn.ops.activations.swiglu."""
    return paddle.nn.functional.silu(x) * y
