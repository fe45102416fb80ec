"""Products and sums in one call: addcmul, lerp, addmm and their relatives.

Paddle lacks most of them; its ``addmm`` and ``baddbmm`` need an input of a certain rank, and
its ``lerp_`` gives a 0-d tensor the shape [1].
"""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_arithmetic import product_of, quotient_of, sum_of
from .math_inplace import in_place
from .promotion import dtype_category, promote, to_out
from .recording import gradient_recorded
from .static_graph import broadcast_sizes, expanded, true_sizes


def plus_scaled(input: Any, product: paddle.Tensor, beta: Any, alpha: Any) -> paddle.Tensor:
    """beta * input + alpha * product; an input with beta 0 is ignored, NaN or not. Integers take whole factors."""
    kind = dtype_category(product.dtype)
    if kind < 2:
        beta, alpha = (factor if paddle.is_tensor(factor) else (bool, int)[kind](factor) for factor in (beta, alpha))
    scaled = product if alpha == 1 else product_of(product, alpha)
    if beta == 0:
        return expanded(scaled, broadcast_sizes(true_sizes(input), true_sizes(scaled)))
    return sum_of(input if beta == 1 else product_of(input, beta), scaled)


@tensor_method("addcmul")
def torch_addcmul(input: Any, tensor1: Any, tensor2: Any, *, value: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.addcmul and Tensor.addcmul: input + value * tensor1 * tensor2."""
    return to_out(plus_scaled(input, product_of(tensor1, tensor2), 1, value), out)


@tensor_method("addcmul_")
def torch_addcmul_(self: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> paddle.Tensor:
    """Tensor.addcmul_."""
    return in_place(self, lambda old: plus_scaled(old, product_of(tensor1, tensor2), 1, value), tensor1, tensor2)


@tensor_method("addcdiv")
def torch_addcdiv(input: Any, tensor1: Any, tensor2: Any, *, value: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.addcdiv and Tensor.addcdiv: input + value * tensor1 / tensor2."""
    return to_out(plus_scaled(input, quotient_of(tensor1, tensor2), 1, value), out)


@tensor_method("addcdiv_")
def torch_addcdiv_(self: Any, tensor1: Any, tensor2: Any, *, value: Any = 1) -> paddle.Tensor:
    """Tensor.addcdiv_."""
    return in_place(self, lambda old: plus_scaled(old, quotient_of(tensor1, tensor2), 1, value), tensor1, tensor2)


def interpolated(start: Any, end: Any, weight: Any) -> paddle.Tensor:
    """start + weight * (end - start). Paddle's lerp gives ``weight`` no gradient, and has no second one."""
    start, end = promote(start, end)
    if start.dtype in (paddle.float16, paddle.bfloat16):
        # torch rounds once, at the end.
        share = weight.astype("float32") if isinstance(weight, paddle.Tensor) else weight
        wide = (start.astype("float32"), end.astype("float32"))
        return interpolated(*wide, share).astype(start.dtype)
    if type(weight) is float and start.dtype in (paddle.float32, paddle.float64) and not gradient_recorded(start, end):
        return paddle.lerp(start, end, weight)
    return sum_of(start, product_of(weight, end - start))


@tensor_method("lerp")
def torch_lerp(input: Any, end: Any, weight: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.lerp and Tensor.lerp."""
    return to_out(interpolated(input, end, weight), out)


@tensor_method("lerp_")
def torch_lerp_(self: Any, end: Any, weight: Any) -> paddle.Tensor:
    """Tensor.lerp_."""
    alike = type(weight) is float and end.dtype == self.dtype and list(end.shape) == list(self.shape)
    native = (lambda old: old.lerp_(end, weight)) if alike else None
    return in_place(self, lambda old: interpolated(old, end, weight), end, weight, native=native)


@tensor_method("addmm")
def torch_addmm(input: Any, mat1: Any, mat2: Any, *, beta: Any = 1, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.addmm and Tensor.addmm: beta * input + alpha * mat1 @ mat2."""
    return to_out(plus_scaled(input, paddle.matmul(mat1, mat2), beta, alpha), out)


@tensor_method("addmm_")
def torch_addmm_(self: Any, mat1: Any, mat2: Any, *, beta: Any = 1, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.addmm_."""
    return in_place(self, lambda old: plus_scaled(old, paddle.matmul(mat1, mat2), beta, alpha), mat1, mat2)


@tensor_method("addmv")
def torch_addmv(input: Any, mat: Any, vec: Any, *, beta: Any = 1, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.addmv and Tensor.addmv: beta * input + alpha * mat @ vec."""
    return to_out(plus_scaled(input, paddle.matmul(mat, vec), beta, alpha), out)


@tensor_method("addr")
def torch_addr(input: Any, vec1: Any, vec2: Any, *, beta: Any = 1, alpha: Any = 1, out: Any = None) -> paddle.Tensor:
    """torch.addr and Tensor.addr: beta * input + alpha * outer(vec1, vec2)."""
    return to_out(plus_scaled(input, product_of(vec1.unsqueeze(1), vec2), beta, alpha), out)


@tensor_method("addbmm")
def torch_addbmm(
    input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1, out: Any = None
) -> paddle.Tensor:
    """torch.addbmm and Tensor.addbmm: beta * input + alpha * (the sum over the batch of batch1 @ batch2)."""
    product = paddle.matmul(batch1, batch2)
    return to_out(plus_scaled(input, product.sum(axis=0).cast(product.dtype), beta, alpha), out)


@tensor_method("baddbmm")
def torch_baddbmm(
    input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1, out: Any = None
) -> paddle.Tensor:
    """torch.baddbmm and Tensor.baddbmm: beta * input + alpha * batch1 @ batch2."""
    return to_out(plus_scaled(input, paddle.matmul(batch1, batch2), beta, alpha), out)


@tensor_method("baddbmm_")
def torch_baddbmm_(self: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> paddle.Tensor:
    """Tensor.baddbmm_."""
    return in_place(self, lambda old: plus_scaled(old, paddle.matmul(batch1, batch2), beta, alpha), batch1, batch2)
