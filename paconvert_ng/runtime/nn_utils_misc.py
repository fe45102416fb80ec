"""torch.nn.utils.skip_init and the fusion of a batch norm into the layer before it."""

from __future__ import annotations

import copy
from typing import Any

import paddle


def skip_init(module_cls: Any, *args: Any, **kwargs: Any) -> Any:
    """torch.nn.utils.skip_init: the module on the device asked for; Paddle initializes it all the same."""
    device = kwargs.pop("device", None)
    module = module_cls(*args, **kwargs)
    return module if device is None else module.to(device=device)


def fuse_conv_bn_eval(conv: Any, bn: Any, transpose: bool = False) -> Any:
    """torch.nn.utils.fusion.fuse_conv_bn_eval: one convolution that does what both do in evaluation."""
    if conv.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(conv)
    weight, bias = fuse_conv_bn_weights(
        conv.weight, conv.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias, transpose
    )
    fused.weight = weight
    fused.bias = bias
    return fused


def fuse_conv_bn_weights(
    conv_w: Any, conv_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any, transpose: bool = False
) -> tuple[Any, Any]:
    """torch.nn.utils.fusion.fuse_conv_bn_weights: (weight, bias) of the fused convolution."""
    return _fused_weights(conv_w, conv_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 1 if transpose else 0)


def fuse_linear_bn_eval(linear: Any, bn: Any) -> Any:
    """torch.nn.utils.fusion.fuse_linear_bn_eval: one linear layer that does what both do in evaluation."""
    if linear.training or bn.training:
        raise AssertionError("Fusion only for eval!")
    fused = copy.deepcopy(linear)
    fused.weight, fused.bias = fuse_linear_bn_weights(
        linear.weight, linear.bias, bn.running_mean, bn.running_var, bn.eps, bn.weight, bn.bias
    )
    return fused


def fuse_linear_bn_weights(
    linear_w: Any, linear_b: Any, bn_rm: Any, bn_rv: Any, bn_eps: float, bn_w: Any, bn_b: Any
) -> tuple[Any, Any]:
    """torch.nn.utils.fusion.fuse_linear_bn_weights: (weight, bias) of the fused linear layer."""
    return _fused_weights(linear_w, linear_b, bn_rm, bn_rv, bn_eps, bn_w, bn_b, 0)


def _fused_weights(
    weight: Any, bias: Any, mean: Any, variance: Any, eps: float, scale: Any, shift: Any, output: int
) -> tuple[Any, Any]:
    """Fold the normalization into a weight whose axis ``output`` counts the outputs."""
    with paddle.no_grad():
        bias = paddle.zeros_like(mean) if bias is None else bias
        scale = paddle.ones_like(mean) if scale is None else scale
        shift = paddle.zeros_like(mean) if shift is None else shift
        factor = scale * paddle.rsqrt(variance + eps)
        shape = [1] * weight.ndim
        shape[output] = -1
        fused_weight = (weight * factor.reshape(shape)).astype(weight.dtype)
        fused_bias = (bias - mean) * factor + shift
    parameters = []
    for value, original in ((fused_weight, weight), (fused_bias.astype(bias.dtype), bias)):
        parameters.append(paddle.nn.Parameter(value))
        parameters[-1].stop_gradient = original.stop_gradient
    return parameters[0], parameters[1]
