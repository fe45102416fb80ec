"""Sparse tensors in coordinate form, and products with them.

Paddle has no CPU kernels for products of sparse tensors; its ``to_dense`` and ``coalesce`` drop the sum of
elements that are given twice, or their gradient. Here all goes by way of ``values()``, which has one.
"""

from __future__ import annotations

import math
from typing import Any

import paddle

from .dispatch import tensor_method
from .indexing_write import scatter_reduce
from .promotion import dtype_category


def sparse_coo_tensor(
    indices: Any,
    values: Any,
    size: Any = None,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
    is_coalesced: bool | None = None,
) -> paddle.Tensor:
    """torch.sparse_coo_tensor: indices [sparse dimensions, elements], values [elements, ...]; none of bools."""
    if not paddle.is_tensor(values):
        values = paddle.to_tensor(values)
    if dtype is not None:
        values = values.cast(dtype)
    if device is not None:
        values = values.to(device)
    if requires_grad:
        values = values.detach()
        values.stop_gradient = False
    if not paddle.is_tensor(indices):
        indices = paddle.to_tensor(indices)
    indices = indices.cast("int64").to(values.place)
    if size is None:
        size = [*(indices.max(axis=1) + 1).tolist(), *values.shape[1:]]
    return paddle.sparse.sparse_coo_tensor(
        indices, values, [int(length) for length in size], stop_gradient=values.stop_gradient
    )


def sparse_csr_tensor(
    crow_indices: Any,
    col_indices: Any,
    values: Any,
    size: Any = None,
    *,
    dtype: Any = None,
    device: Any = None,
    requires_grad: bool = False,
    check_invariants: bool | None = None,
) -> paddle.Tensor:
    """torch.sparse_csr_tensor; without a size there are as many columns as the indices ask for.

    Raises NotImplementedError for values that require a gradient, which Paddle would drop.
    """
    crows, cols = (
        part if paddle.is_tensor(part) else paddle.to_tensor(part, dtype="int64")
        for part in (crow_indices, col_indices)
    )
    numbers = values if paddle.is_tensor(values) else paddle.to_tensor(values)
    if paddle.is_grad_enabled() and not numbers.stop_gradient:
        raise NotImplementedError("Paddle's CSR tensors pass no gradient on to their values; use sparse_coo_tensor")
    if device is not None:
        numbers = numbers.to(device)
    shape = [crows.shape[0] - 1, int(cols.max()) + 1] if size is None else [int(length) for length in size]
    result = paddle.sparse.sparse_csr_tensor(
        crows, cols, numbers if dtype is None else numbers.cast(dtype), shape, stop_gradient=numbers.stop_gradient
    )
    if requires_grad:
        result.stop_gradient = False
    return result


def sparse_float_tensor(*args: Any, device: Any = None) -> paddle.Tensor:
    """torch.sparse.FloatTensor(indices, values, size): float32 values."""
    if len(args) < 2 or not all(paddle.is_tensor(arg) for arg in args[:2]):
        raise NotImplementedError("torch.sparse.FloatTensor takes indices, values and a size here")
    return sparse_coo_tensor(*args, dtype="float32", device=device)


def _flat_places(indices: paddle.Tensor, sizes: list[int]) -> paddle.Tensor:
    """Row-major numbers of the places that indices [dimensions, elements] name in a tensor of ``sizes``."""
    place = paddle.zeros(indices.shape[1:], dtype="int64")
    for axis, length in enumerate(sizes):
        place = place * length + indices[axis].cast("int64")
    return place


def _summed(places: paddle.Tensor, values: paddle.Tensor, count: int) -> paddle.Tensor:
    """values [elements, ...] added up by place: [count, ...]."""
    return paddle.index_add(paddle.zeros([count, *values.shape[1:]], dtype=values.dtype), places, 0, values)


def as_coo(tensor: paddle.Tensor) -> paddle.Tensor:
    """A sparse tensor of either form in coordinate form."""
    return tensor if tensor.is_sparse_coo() else tensor.to_sparse_coo(2)


@tensor_method("to_dense")
def to_dense(self: Any, dtype: Any = None, *, masked_grad: bool | None = None) -> paddle.Tensor:
    """Tensor.to_dense: elements given twice are added up; a dense tensor is returned as it is."""
    dense = self
    if not self.is_dense():
        coordinates = as_coo(self)
        indices, values = coordinates.indices(), coordinates.values()
        sizes = list(self.shape[: indices.shape[0]])
        dense = _summed(_flat_places(indices, sizes), values, math.prod(sizes)).reshape(list(self.shape))
    return dense if dtype is None else dense.cast(dtype)


@tensor_method("coalesce")
def coalesce(self: Any) -> paddle.Tensor:
    """Tensor.coalesce: each place once, in row-major order, with the sum of its values."""
    indices, values = self.indices(), self.values()
    sizes = list(self.shape[: indices.shape[0]])
    places, inverse = paddle.unique(_flat_places(indices, sizes), return_inverse=True)
    rows = []
    rest = places
    for length in reversed(sizes):
        rows.append(rest % length)
        rest = rest // length
    found = paddle.stack(rows[::-1])
    return sparse_coo_tensor(found, _summed(inverse.flatten(), values, places.shape[0]), self.shape)


@tensor_method("to_sparse_coo")
def to_sparse_coo(self: Any) -> paddle.Tensor:
    """Tensor.to_sparse_coo: Paddle's asks for the number of dimensions."""
    return self.to_sparse_coo(self.ndim)


@tensor_method("crow_indices")
def crow_indices(self: Any) -> paddle.Tensor:
    """Tensor.crow_indices."""
    return self.crows()


@tensor_method("col_indices")
def col_indices(self: Any) -> paddle.Tensor:
    """Tensor.col_indices."""
    return self.cols()


def is_sparse_csr(self: Any) -> bool:
    """``x.is_sparse_csr``: an attribute in torch, a method in Paddle. Of anything else: its own."""
    return self.is_sparse_csr() if paddle.is_tensor(self) else self.is_sparse_csr


def sparse_product(sparse: paddle.Tensor, dense: paddle.Tensor) -> paddle.Tensor:
    """A sparse matrix times a dense one (or a vector): dense, with gradients for both."""
    coordinates = as_coo(sparse)
    rows, columns = coordinates.indices()
    values = coordinates.values()
    picked = paddle.index_select(dense, columns, axis=0)
    return _summed(rows, picked * values.reshape([-1] + [1] * (dense.ndim - 1)), sparse.shape[0])


def _reduced_product(sparse: paddle.Tensor, dense: paddle.Tensor, reduce: str) -> paddle.Tensor:
    """The products of each row's elements, reduced otherwise than by their sum; zeros for a row without any."""
    if reduce not in ("mean", "amax", "amin"):
        raise RuntimeError(f"reduce argument must be either sum, mean, amax or amin, got {reduce}")
    coordinates = as_coo(sparse)
    rows, columns = coordinates.indices()
    products = paddle.index_select(dense, columns, axis=0) * coordinates.values().unsqueeze(-1)
    zeros = paddle.zeros([sparse.shape[0], dense.shape[1]], dtype=products.dtype)
    places = rows.unsqueeze(-1).expand(products.shape)
    return scatter_reduce(zeros, 0, places, products, reduce, include_self=False)


def sparse_mm(sparse: Any, dense: Any, reduce: str = "sum") -> paddle.Tensor:
    """torch.sparse.mm of a sparse and a dense matrix in either order; reductions of a sparse one on the left."""
    if reduce != "sum":
        return _reduced_product(sparse, dense, reduce)
    if sparse.is_dense() and dense.is_dense():
        return paddle.matmul(sparse, dense)
    if sparse.is_dense():
        coordinates = as_coo(dense)
        turned = paddle.sparse.transpose(coordinates, [1, 0])
        return sparse_product(turned, sparse.T).T
    if not dense.is_dense():
        raise NotImplementedError("the product of two sparse matrices")
    return sparse_product(sparse, dense)


def torch_spmm(input: Any, mat2: Any) -> paddle.Tensor:
    """torch.spmm, torch.dsmm and torch.hsmm."""
    return sparse_mm(input, mat2)


def sparse_addmm(mat: Any, mat1: Any, mat2: Any, *, beta: Any = 1.0, alpha: Any = 1.0) -> paddle.Tensor:
    """torch.sparse.addmm: beta * mat + alpha * (mat1 @ mat2), mat1 sparse."""
    return mat * beta + sparse_mm(mat1, mat2) * alpha


def sparse_sampled_addmm(
    input: Any, mat1: Any, mat2: Any, *, beta: Any = 1.0, alpha: Any = 1.0, out: Any = None
) -> paddle.Tensor:
    """torch.sparse.sampled_addmm: beta * input + alpha * (mat1 @ mat2), at the places of a CSR matrix only.

    Raises NotImplementedError where a gradient is asked for: Paddle's CSR tensors pass none on to their values.
    """
    if out is not None or input.ndim != 2:
        raise NotImplementedError("torch.sparse.sampled_addmm of several matrices, or with out")
    if paddle.is_grad_enabled() and not (input.stop_gradient and mat1.stop_gradient and mat2.stop_gradient):
        raise NotImplementedError(
            "torch.sparse.sampled_addmm with a gradient, which Paddle's CSR tensors do not pass on"
        )
    rows, columns = as_coo(input).indices()
    picked = paddle.index_select(mat1, rows, axis=0) * paddle.index_select(mat2.T, columns, axis=0)
    values = beta * input.values() + alpha * picked.sum(axis=1)
    return sparse_csr_tensor(input.crows(), input.cols(), values, input.shape)


def sparse_sum(input: Any, dim: Any = None, dtype: Any = None) -> paddle.Tensor:
    """torch.sparse.sum: a number, or a sparse tensor of the dimensions that are left."""
    values = input.values() if dtype is None else input.values().cast(dtype)
    if dtype is None and dtype_category(values.dtype) < 2:
        values = values.cast("int64")
    summed = [] if dim is None else [axis % input.ndim for axis in ([dim] if isinstance(dim, int) else dim)]
    sparse_dims = input.indices().shape[0]
    if any(axis >= sparse_dims for axis in summed):
        raise NotImplementedError("torch.sparse.sum over a dense dimension")
    left = [axis for axis in range(sparse_dims) if axis not in summed]
    if dim is None:
        return values.sum()
    if not left:
        return values.sum(axis=0)
    shape = [length for axis, length in enumerate(input.shape) if axis not in summed]
    return coalesce(sparse_coo_tensor(paddle.stack([input.indices()[axis] for axis in left]), values, shape))


def _normalized(input: paddle.Tensor, dim: int, dtype: Any, logarithm: bool) -> paddle.Tensor:
    whole = coalesce(input)
    indices, values = whole.indices(), whole.values()
    if values.ndim != 1:
        raise NotImplementedError("softmax of a sparse tensor that has dense dimensions")
    values = values if dtype is None else values.cast(dtype)
    axis = dim % input.ndim
    others = [place for place in range(input.ndim) if place != axis]
    sizes = [input.shape[place] for place in others]
    groups = _flat_places(paddle.stack([indices[place] for place in others]), sizes) if others else indices[0] * 0
    count = math.prod(sizes)
    low = paddle.full([count], -math.inf, dtype=values.dtype)
    largest = paddle.put_along_axis(low, groups, values.detach(), 0, reduce="amax")
    shifted = values - paddle.index_select(largest, groups)
    total = paddle.index_select(_summed(groups, paddle.exp(shifted), count), groups)
    result = shifted - paddle.log(total) if logarithm else paddle.exp(shifted) / total
    return sparse_coo_tensor(indices, result, input.shape)


def sparse_softmax(input: Any, dim: int, *, dtype: Any = None) -> paddle.Tensor:
    """torch.sparse.softmax: elements that are not stored count as -inf."""
    return _normalized(input, dim, dtype, False)


def sparse_log_softmax(input: Any, dim: int, *, dtype: Any = None) -> paddle.Tensor:
    """torch.sparse.log_softmax: elements that are not stored count as -inf."""
    return _normalized(input, dim, dtype, True)
