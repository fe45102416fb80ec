"""transformers.pytorch_utils and modeling_layers: GPT-2's layer, pruning, chunks, checkpointed layers."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import paddle

from .nn_linear import Linear
from .nn_norm import LayerNorm
from .shape_split import chunk

#: transformers.pytorch_utils.ALL_LAYERNORM_LAYERS: layers whose weights optimizers do not decay.
ALL_LAYERNORM_LAYERS = [LayerNorm]


class Conv1D(paddle.nn.Layer):
    """transformers.pytorch_utils.Conv1D: a linear layer with its weight as [inputs, outputs], as GPT-2 has it."""

    def __init__(self, nf: int, nx: int) -> None:
        super().__init__()
        self.nf = nf
        self.nx = nx
        self.weight = self.create_parameter([nx, nf], default_initializer=paddle.nn.initializer.Normal(0.0, 0.02))
        self.bias = self.create_parameter([nf], is_bias=True)

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        """x [..., nx] to [..., nf]."""
        return paddle.nn.functional.linear(x, self.weight, self.bias)

    def __repr__(self) -> str:
        return f"Conv1D(nf={self.nf}, nx={self.nx})"


def _kept_entries(tensor: paddle.Tensor, index: paddle.Tensor, dim: int) -> paddle.Tensor:
    return paddle.index_select(tensor.detach(), index, axis=dim)


def prune_linear_layer(layer: Any, index: paddle.Tensor, dim: int = 0) -> Any:
    """A linear layer with only the outputs (``dim`` 0) or inputs (1) that ``index`` names."""
    weight = _kept_entries(layer.weight, index, dim)
    new = Linear(weight.shape[1], weight.shape[0], bias=layer.bias is not None, dtype=weight.dtype)
    new.weight.set_value(weight)
    if layer.bias is not None:
        new.bias.set_value(layer.bias.detach() if dim == 1 else _kept_entries(layer.bias, index, 0))
    return new


def prune_conv1d_layer(layer: Conv1D, index: paddle.Tensor, dim: int = 1) -> Conv1D:
    """A ``Conv1D`` with only the outputs (``dim`` 1) or inputs (0) that ``index`` names."""
    weight = _kept_entries(layer.weight, index, dim)
    new = Conv1D(weight.shape[1], weight.shape[0])
    new.weight.set_value(weight)
    new.bias.set_value(layer.bias.detach() if dim == 0 else _kept_entries(layer.bias, index, 0))
    return new


def prune_layer(layer: Any, index: paddle.Tensor, dim: int | None = None) -> Any:
    """``prune_linear_layer`` or ``prune_conv1d_layer``. Raises ValueError for other layers."""
    if isinstance(layer, Conv1D):
        return prune_conv1d_layer(layer, index, dim=1 if dim is None else dim)
    if isinstance(layer, (Linear, paddle.nn.Linear)):
        return prune_linear_layer(layer, index, dim=0 if dim is None else dim)
    raise ValueError(f"Can't prune layer of class {type(layer)}")


def find_pruneable_heads_and_indices(
    heads: Iterable[int], n_heads: int, head_size: int, already_pruned_heads: set[int]
) -> tuple[set[int], paddle.Tensor]:
    """The heads of ``heads`` that are still there, and the indices [kept heads · head_size] of what stays."""
    heads = set(heads) - already_pruned_heads
    gone = {head - sum(1 for pruned in already_pruned_heads if pruned < head) for head in heads}
    kept = [head * head_size + i for head in range(n_heads) if head not in gone for i in range(head_size)]
    return heads, paddle.to_tensor(kept, dtype="int64")


def apply_chunking_to_forward(
    forward_fn: Callable[..., paddle.Tensor], chunk_size: int, chunk_dim: int, *input_tensors: paddle.Tensor
) -> paddle.Tensor:
    """``forward_fn`` on parts of ``chunk_size`` along ``chunk_dim``, joined again; on the whole for 0.

    Raises ValueError if the number of tensors is not that of ``forward_fn``, their sizes along the dimension differ,
    or ``chunk_size`` does not divide them.
    """
    assert len(input_tensors) > 0, f"{input_tensors} has to be a tuple/list of tensors"
    wanted = len(inspect.signature(forward_fn).parameters)
    if wanted != len(input_tensors):
        raise ValueError(
            f"forward_chunk_fn expects {wanted} arguments, but only {len(input_tensors)} input tensors are given"
        )
    if chunk_size <= 0:
        return forward_fn(*input_tensors)
    size = input_tensors[0].shape[chunk_dim]
    for tensor in input_tensors:
        if tensor.shape[chunk_dim] != size:
            raise ValueError(
                f"All input tenors have to be of the same shape: {size}, found shape {tensor.shape[chunk_dim]}"
            )
    if size % chunk_size != 0:
        raise ValueError(f"The dimension to be chunked {size} has to be a multiple of the chunk size {chunk_size}")
    parts = [chunk(tensor, size // chunk_size, chunk_dim) for tensor in input_tensors]
    return paddle.concat([forward_fn(*part) for part in zip(*parts)], axis=chunk_dim)


def softmax_backward_data(parent: Any, grad_output: paddle.Tensor, output: paddle.Tensor, *old: Any) -> paddle.Tensor:
    """The gradient of a softmax along ``parent.dim`` (or, in the old form, the dimension given), from its output."""
    dim = old[0] if old else parent.dim
    return output * (grad_output - (grad_output * output).sum(dim, keepdim=True))


def isin_mps_friendly(elements: paddle.Tensor, test_elements: Any) -> paddle.Tensor:
    """Which ``elements`` are among ``test_elements`` (a tensor or a number)."""
    among = test_elements if isinstance(test_elements, paddle.Tensor) else paddle.to_tensor([test_elements])
    return (elements.unsqueeze(-1) == among.reshape([-1]).astype(elements.dtype)).any(-1)


class GradientCheckpointingLayer(paddle.nn.Layer):
    """transformers.modeling_layers.GradientCheckpointingLayer: a layer that computes its activations again."""

    gradient_checkpointing = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if not (self.gradient_checkpointing and self.training):
            return super().__call__(*args, **kwargs)
        # A cache would be filled twice, once in each of the two passes.
        if kwargs.get("use_cache"):
            kwargs["use_cache"] = False
        for name in ("past_key_value", "past_key_values", "layer_past"):
            if kwargs.get(name) is not None:
                kwargs[name] = None
        return self._gradient_checkpointing_func(partial(super().__call__, **kwargs), *args)
