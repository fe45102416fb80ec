"""numpy ↔ torch and numpy ↔ Paddle, the same values on both sides."""

from __future__ import annotations

from typing import Any

import numpy as np

from paconvert_ng.verify.inputs import LiteralSpec, TensorSpec
from tests.support.frameworks import paddle, torch

#: Floating dtypes that numpy does not have; float32 carries their values.
WITHOUT_NUMPY = ("bfloat16", "float8_e4m3fn", "float8_e5m2")


def to_torch(array: np.ndarray, spec: TensorSpec) -> torch.Tensor:
    """A fresh torch tensor (own memory) of the dtype that ``spec`` names."""
    tensor = torch.from_numpy(np.array(array)).to(getattr(torch, spec.framework_dtype))
    if "transposed" in spec.qualities and tensor.ndim >= 2:
        tensor = tensor.transpose(-1, -2).contiguous().transpose(-1, -2)
    return tensor


def to_paddle(array: np.ndarray, spec: TensorSpec) -> paddle.Tensor:
    """A fresh Paddle tensor of the dtype that ``spec`` names, ``stop_gradient`` True."""
    tensor = paddle.to_tensor(np.array(array))
    if spec.framework_dtype == "bfloat16":
        tensor = tensor.astype("bfloat16")
    if "transposed" in spec.qualities and tensor.ndim >= 2:
        order = [*range(tensor.ndim - 2), tensor.ndim - 1, tensor.ndim - 2]
        tensor = tensor.transpose(order).contiguous().transpose(order)
    return tensor.detach()


def torch_to_numpy(tensor: torch.Tensor) -> np.ndarray:
    """Values of a torch tensor; what numpy has no dtype for comes as float32, sparse as dense."""
    tensor = tensor.detach()
    if tensor.layout != torch.strided:
        tensor = tensor.to_dense()
    if dtype_name(tensor.dtype) in WITHOUT_NUMPY:
        tensor = tensor.float()
    return tensor.numpy(force=True)


def paddle_to_numpy(tensor: paddle.Tensor) -> np.ndarray:
    """Values of a Paddle tensor; what numpy has no dtype for comes as float32, sparse as dense."""
    tensor = tensor.detach()
    if tensor.is_sparse():
        tensor = tensor.to_dense()
    if dtype_name(tensor.dtype) in WITHOUT_NUMPY:
        tensor = tensor.astype("float32")
    return tensor.numpy()


def dtype_name(dtype: Any) -> str:
    """``torch.float32`` and ``paddle.float32`` → ``float32``."""
    return str(dtype).rsplit(".", 1)[-1]


def torch_argument(spec: TensorSpec | LiteralSpec, array: np.ndarray | None, requires_grad: bool) -> Any:
    """The value that the torch program gets for one parameter."""
    if isinstance(spec, LiteralSpec):
        return spec.value
    assert array is not None
    return to_torch(array, spec).requires_grad_(requires_grad)


def paddle_argument(spec: TensorSpec | LiteralSpec, array: np.ndarray | None, requires_grad: bool) -> Any:
    """The value that the converted program gets for the same parameter."""
    if isinstance(spec, LiteralSpec):
        return spec.value
    assert array is not None
    tensor = to_paddle(array, spec)
    tensor.stop_gradient = not requires_grad
    return tensor
