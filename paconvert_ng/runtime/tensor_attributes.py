"""Attributes and questions about a tensor that Paddle answers in another form."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_signs import torch_conj
from .static_graph import element_count


def torch_numel(input: paddle.Tensor) -> int:
    """``torch.numel`` as a value: an int; Paddle's gives a tensor."""
    return element_count(input)


@tensor_method("numel")
def numel_method(self: paddle.Tensor) -> int:
    """``Tensor.numel``: an int; Paddle's gives a tensor."""
    return element_count(self)


@tensor_method("nelement")
def nelement(self: paddle.Tensor) -> int:
    """``Tensor.nelement``: an int; Paddle has none."""
    return element_count(self)


@tensor_method("stride")
def stride(self: paddle.Tensor, dim: int | None = None) -> Any:
    """``Tensor.stride``: a tuple for all dimensions (Paddle's gives a list), an int for one."""
    return tuple(self.stride()) if dim is None else self.stride(dim)


@tensor_method("storage_offset")
def storage_offset(self: paddle.Tensor) -> int:
    """``Tensor.storage_offset``, in elements; Paddle keeps it in bytes."""
    return self.offset // self.element_size()


@tensor_method("get_device")
def get_device(self: paddle.Tensor) -> int:
    """``Tensor.get_device``: the number of the GPU, -1 on the CPU; Paddle has none."""
    return self.place.gpu_device_id() if self.place.is_gpu_place() else -1


@tensor_method("is_signed")
def is_signed(self: paddle.Tensor) -> bool:
    """``Tensor.is_signed``; Paddle has none."""
    return self.dtype not in (paddle.bool, paddle.uint8)


def nbytes(self: Any) -> int:
    """``Tensor.nbytes``; Paddle has none. Of anything else: its own."""
    return element_count(self) * self.element_size() if paddle.is_tensor(self) else self.nbytes


def grad_fn(self: Any) -> Any:
    """``Tensor.grad_fn``: None for a tensor that no operation made; Paddle always gives a node."""
    return None if paddle.is_tensor(self) and self.is_leaf else self.grad_fn


def grad(self: Any) -> Any:
    """``x.grad``: a tensor that requires no gradient itself and may be written to; Paddle's requires one.

    Of anything else: its own.
    """
    gradient = self.grad
    if paddle.is_tensor(gradient) and paddle.is_tensor(self) and gradient.is_leaf:
        gradient.stop_gradient = True
    return gradient


def set_grad(self: Any, value: Any) -> None:
    """``x.grad = value``."""
    self.grad = value


def torch_real(input: paddle.Tensor) -> paddle.Tensor:
    """``torch.real``: a real tensor is its own real part; Paddle's takes complex tensors only."""
    return paddle.real(input) if input.is_complex() else input


def real_part(self: Any) -> Any:
    """``x.real``: an attribute in torch, a method in Paddle. Of anything else: its own."""
    return torch_real(self) if paddle.is_tensor(self) else self.real


def imaginary_part(self: Any) -> Any:
    """``x.imag``: an attribute in torch, a method in Paddle. Of anything else: its own."""
    return paddle.imag(self) if paddle.is_tensor(self) else self.imag


def conjugate_transpose(self: Any) -> Any:
    """``x.H`` of a matrix; Paddle has none. Of anything else: its own."""
    if not paddle.is_tensor(self):
        return self.H
    return torch_conj(self.t())


def matrix_conjugate_transpose(self: Any) -> Any:
    """``x.mH``; Paddle has none. Of anything else: its own."""
    return torch_conj(self.mT) if paddle.is_tensor(self) else self.mH


@tensor_method("adjoint")
def adjoint(input: paddle.Tensor) -> paddle.Tensor:
    """``torch.adjoint`` and ``Tensor.adjoint``; Paddle has none."""
    return torch_conj(input.mT)


@tensor_method("resolve_conj")
def resolve_conj(self: paddle.Tensor) -> paddle.Tensor:
    """``Tensor.resolve_conj``: Paddle conjugates at once, there is nothing left to do."""
    return self


def is_sparse(self: Any) -> bool:
    """``x.is_sparse``: an attribute in torch, a method in Paddle. Of anything else: its own."""
    return self.is_sparse() if paddle.is_tensor(self) else self.is_sparse


@tensor_method("numpy")
def tensor_numpy(self: paddle.Tensor, *, force: bool = False) -> Any:
    """``Tensor.numpy`` with ``force``, which Paddle's, always a copy, does not need."""
    return self.numpy()


def is_cpu(self: Any) -> bool:
    """``x.is_cpu``; Paddle has none. Of anything else: its own."""
    return self.place.is_cpu_place() if paddle.is_tensor(self) else self.is_cpu


def is_meta(self: Any) -> bool:
    """``x.is_meta``: Paddle has no tensors without data. Of anything else: its own."""
    return False if paddle.is_tensor(self) else self.is_meta


def is_quantized(self: Any) -> bool:
    """``x.is_quantized``: Paddle has no quantized tensors. Of anything else: its own."""
    return False if paddle.is_tensor(self) else self.is_quantized


def inplace_version(self: Any) -> int:
    """``x._version``: how often a tensor was changed in place. Of anything else: its own."""
    return self.inplace_version if paddle.is_tensor(self) else self._version


def is_mps(self: Any) -> bool:
    """``x.is_mps``: Paddle knows no such device. Of anything else: its own."""
    return False if paddle.is_tensor(self) else self.is_mps


def is_xla(self: Any) -> bool:
    """``x.is_xla``: Paddle knows no such device. Of anything else: its own."""
    return False if paddle.is_tensor(self) else self.is_xla


def is_xpu(self: Any) -> bool:
    """``x.is_xpu``: Paddle tells by the place. Of anything else: its own."""
    return self.place.is_xpu_place() if paddle.is_tensor(self) else self.is_xpu


@tensor_method("retain_grad")
def retain_grad(self: paddle.Tensor) -> None:
    """``Tensor.retain_grad`` of an unknown receiver; Paddle's is called ``retain_grads``."""
    self.retain_grads()


@tensor_method("is_conj")
def is_conj(self: paddle.Tensor) -> bool:
    """``Tensor.is_conj``: Paddle conjugates at once, no tensor waits for it."""
    return False


@tensor_method("is_inference")
def is_inference(self: paddle.Tensor) -> bool:
    """``Tensor.is_inference``: Paddle knows no inference mode of tensors."""
    return False


@tensor_method("is_pinned")
def is_pinned(self: paddle.Tensor, device: Any = None) -> bool:
    """``Tensor.is_pinned``."""
    return bool(self.place.is_cuda_pinned_place())
