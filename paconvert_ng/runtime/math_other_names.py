"""Other names of element-wise methods, for receivers of unknown type: Paddle's tensors lack these names."""

from __future__ import annotations

from typing import Any

import paddle

from .dispatch import tensor_method
from .math_more import floating


@tensor_method("absolute")
def torch_absolute(self: Any) -> paddle.Tensor:
    """Tensor.absolute, which is ``abs``."""
    return self.abs()


@tensor_method("absolute_")
def torch_absolute_(self: Any) -> paddle.Tensor:
    """Tensor.absolute_, which is ``abs_``."""
    return self.abs_()


@tensor_method("arccos")
def torch_arccos(self: Any) -> paddle.Tensor:
    """Tensor.arccos, which is ``acos``."""
    return paddle.acos(floating(self))


@tensor_method("arccos_")
def torch_arccos_(self: Any) -> paddle.Tensor:
    """Tensor.arccos_, which is ``acos_``."""
    return self.acos_()


@tensor_method("arccosh")
def torch_arccosh(self: Any) -> paddle.Tensor:
    """Tensor.arccosh, which is ``acosh``."""
    return paddle.acosh(floating(self))


@tensor_method("arccosh_")
def torch_arccosh_(self: Any) -> paddle.Tensor:
    """Tensor.arccosh_, which is ``acosh_``."""
    return self.acosh_()


@tensor_method("arcsin")
def torch_arcsin(self: Any) -> paddle.Tensor:
    """Tensor.arcsin, which is ``asin``."""
    return paddle.asin(floating(self))


@tensor_method("arcsin_")
def torch_arcsin_(self: Any) -> paddle.Tensor:
    """Tensor.arcsin_, which is ``asin_``."""
    return self.asin_()


@tensor_method("arcsinh")
def torch_arcsinh(self: Any) -> paddle.Tensor:
    """Tensor.arcsinh, which is ``asinh``."""
    return paddle.asinh(floating(self))


@tensor_method("arcsinh_")
def torch_arcsinh_(self: Any) -> paddle.Tensor:
    """Tensor.arcsinh_, which is ``asinh_``."""
    return self.asinh_()


@tensor_method("arctan")
def torch_arctan(self: Any) -> paddle.Tensor:
    """Tensor.arctan, which is ``atan``."""
    return paddle.atan(floating(self))


@tensor_method("arctan_")
def torch_arctan_(self: Any) -> paddle.Tensor:
    """Tensor.arctan_, which is ``atan_``."""
    return self.atan_()


@tensor_method("arctanh")
def torch_arctanh(self: Any) -> paddle.Tensor:
    """Tensor.arctanh, which is ``atanh``."""
    return paddle.atanh(floating(self))


@tensor_method("arctanh_")
def torch_arctanh_(self: Any) -> paddle.Tensor:
    """Tensor.arctanh_, which is ``atanh_``."""
    return self.atanh_()


@tensor_method("fix")
def torch_fix(self: Any) -> paddle.Tensor:
    """Tensor.fix, which is ``trunc``."""
    return self.trunc()


@tensor_method("fix_")
def torch_fix_(self: Any) -> paddle.Tensor:
    """Tensor.fix_, which is ``trunc_``."""
    return self.trunc_()


@tensor_method("negative_")
def torch_negative_(self: Any) -> paddle.Tensor:
    """Tensor.negative_, which is ``neg_``."""
    return self.neg_()


@tensor_method("positive")
def torch_positive_method(self: Any) -> paddle.Tensor:
    """Tensor.positive: the receiver itself."""
    return paddle.positive(self)
