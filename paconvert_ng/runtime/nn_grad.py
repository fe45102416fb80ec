"""torch.nn.grad: the gradients of convolutions, by the convolution's own backward pass."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_conv import conv1d, conv2d, conv3d


def _of_input(
    rank: int,
    input_size: Any,
    weight: paddle.Tensor,
    grad_output: paddle.Tensor,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> paddle.Tensor:
    with paddle.enable_grad():
        input = paddle.zeros([int(size) for size in input_size], dtype=grad_output.dtype)
        input.stop_gradient = False
        function = (conv1d, conv2d, conv3d)[rank - 1]
        output = function(input, weight.detach(), None, stride, padding, dilation, groups)
        return paddle.grad([output], [input], [grad_output.detach()])[0]


def _of_weight(
    rank: int,
    input: paddle.Tensor,
    weight_size: Any,
    grad_output: paddle.Tensor,
    stride: Any,
    padding: Any,
    dilation: Any,
    groups: int,
) -> paddle.Tensor:
    with paddle.enable_grad():
        weight = paddle.zeros([int(size) for size in weight_size], dtype=grad_output.dtype)
        weight.stop_gradient = False
        function = (conv1d, conv2d, conv3d)[rank - 1]
        output = function(input.detach(), weight, None, stride, padding, dilation, groups)
        return paddle.grad([output], [weight], [grad_output.detach()])[0]


def conv1d_input(
    input_size: Any,
    weight: paddle.Tensor,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv1d_input: the gradient for the input."""
    return _of_input(1, input_size, weight, grad_output, stride, padding, dilation, groups)


def conv1d_weight(
    input: paddle.Tensor,
    weight_size: Any,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv1d_weight: the gradient for the weight."""
    return _of_weight(1, input, weight_size, grad_output, stride, padding, dilation, groups)


def conv2d_input(
    input_size: Any,
    weight: paddle.Tensor,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv2d_input: the gradient for the input."""
    return _of_input(2, input_size, weight, grad_output, stride, padding, dilation, groups)


def conv2d_weight(
    input: paddle.Tensor,
    weight_size: Any,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv2d_weight: the gradient for the weight."""
    return _of_weight(2, input, weight_size, grad_output, stride, padding, dilation, groups)


def conv3d_input(
    input_size: Any,
    weight: paddle.Tensor,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv3d_input: the gradient for the input."""
    return _of_input(3, input_size, weight, grad_output, stride, padding, dilation, groups)


def conv3d_weight(
    input: paddle.Tensor,
    weight_size: Any,
    grad_output: paddle.Tensor,
    stride: Any = 1,
    padding: Any = 0,
    dilation: Any = 1,
    groups: int = 1,
) -> paddle.Tensor:
    """torch.nn.grad.conv3d_weight: the gradient for the weight."""
    return _of_weight(3, input, weight_size, grad_output, stride, padding, dilation, groups)
