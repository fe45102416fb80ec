"""Functions of the namespace torch that torch.nn.functional wraps: other orders of arguments, and numbers for words."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_activation import celu, rrelu, selu, threshold
from .functional_adaptive_pool import adaptive_max_pool1d
from .functional_conv import conv1d
from .functional_ctc import ctc_loss
from .functional_dropout import alpha_dropout, dropout, dropout2d, feature_alpha_dropout
from .functional_lookup import embedding
from .functional_loss import binary_cross_entropy_with_logits, kl_div, poisson_nll_loss
from .functional_margin import cosine_embedding_loss, hinge_embedding_loss, margin_ranking_loss, triplet_margin_loss
from .functional_norm import batch_norm, group_norm, instance_norm, layer_norm
from .functional_pad import pad
from .functional_pool import max_pool1d, max_pool2d, max_pool3d
from .functional_vision import affine_grid, grid_sample
from .promotion import to_out
from .vector_norms import power_norm

#: torch's numbers for reductions. Left out, torch 2.13 takes 0, although its stubs say 1.
REDUCTION_NAMES = ("none", "mean", "sum")


def torch_layer_norm(
    input: Any,
    normalized_shape: Any,
    weight: Any = None,
    bias: Any = None,
    eps: float = 1e-5,
    cudnn_enable: bool = True,
) -> paddle.Tensor:
    """torch.layer_norm."""
    return layer_norm(input, normalized_shape, weight, bias, eps)


def torch_group_norm(
    input: Any, num_groups: int, weight: Any = None, bias: Any = None, eps: float = 1e-5, cudnn_enabled: bool = True
) -> paddle.Tensor:
    """torch.group_norm."""
    return group_norm(input, num_groups, weight, bias, eps)


def torch_batch_norm(
    input: Any,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    training: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> paddle.Tensor:
    """torch.batch_norm: weight and bias come before the statistics."""
    return batch_norm(input, running_mean, running_var, weight, bias, training, momentum, eps)


def torch_instance_norm(
    input: Any,
    weight: Any,
    bias: Any,
    running_mean: Any,
    running_var: Any,
    use_input_stats: bool,
    momentum: float,
    eps: float,
    cudnn_enabled: bool,
) -> paddle.Tensor:
    """torch.instance_norm: weight and bias come before the statistics."""
    return instance_norm(input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def torch_dropout(input: Any, p: float, train: bool) -> paddle.Tensor:
    """torch.dropout."""
    return dropout(input, p, train)


def torch_dropout_(input: Any, p: float, train: bool) -> paddle.Tensor:
    """torch.dropout_."""
    return dropout(input, p, train, True)


def torch_feature_dropout(input: Any, p: float, train: bool) -> paddle.Tensor:
    """torch.feature_dropout: whole channels."""
    return dropout2d(input, p, train)


def torch_alpha_dropout(input: Any, p: float, train: bool) -> paddle.Tensor:
    """torch.alpha_dropout."""
    return alpha_dropout(input, p, train)


def torch_feature_alpha_dropout(input: Any, p: float, train: bool) -> paddle.Tensor:
    """torch.feature_alpha_dropout."""
    return feature_alpha_dropout(input, p, train)


def torch_embedding(
    weight: Any, indices: Any, padding_idx: int = -1, scale_grad_by_freq: bool = False, sparse: bool = False
) -> paddle.Tensor:
    """torch.embedding: the weight comes first, and -1 stands for no padding."""
    return embedding(indices, weight, None if padding_idx == -1 else padding_idx, None, 2.0, scale_grad_by_freq, sparse)


def torch_selu(input: Any) -> paddle.Tensor:
    """torch.selu."""
    return selu(input)


def torch_selu_(input: Any) -> paddle.Tensor:
    """torch.selu_."""
    return selu(input, True)


def torch_celu(input: Any, alpha: float = 1.0) -> paddle.Tensor:
    """torch.celu."""
    return celu(input, alpha)


def torch_celu_(input: Any, alpha: float = 1.0) -> paddle.Tensor:
    """torch.celu_."""
    return celu(input, alpha, True)


def torch_rrelu(
    input: Any, lower: float = 1.0 / 8, upper: float = 1.0 / 3, training: bool = False, generator: Any = None
) -> paddle.Tensor:
    """torch.rrelu."""
    if generator is not None:
        raise NotImplementedError("rrelu draws from the default generator only")
    return rrelu(input, lower, upper, training)


def torch_threshold(input: Any, threshold: Any, value: Any, *, out: Any = None) -> paddle.Tensor:
    """torch.threshold."""
    return to_out(_thresholded(input, threshold, value, False), out)


def torch_threshold_(input: Any, threshold: Any, value: Any) -> paddle.Tensor:
    """torch.threshold_ and torch.nn.functional.threshold_."""
    return _thresholded(input, threshold, value, True)


def _thresholded(input: Any, limit: Any, value: Any, inplace: bool) -> paddle.Tensor:
    return threshold(input, limit, value, inplace)


def torch_max_pool1d(
    input: Any, kernel_size: Any, stride: Any = (), padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.max_pool1d: an empty stride stands for the size of the window."""
    return max_pool1d(input, kernel_size, None if stride == () else stride, padding, dilation, ceil_mode)


def torch_max_pool2d(
    input: Any, kernel_size: Any, stride: Any = (), padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.max_pool2d: an empty stride stands for the size of the window."""
    return max_pool2d(input, kernel_size, None if stride == () else stride, padding, dilation, ceil_mode)


def torch_max_pool3d(
    input: Any, kernel_size: Any, stride: Any = (), padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> paddle.Tensor:
    """torch.max_pool3d: an empty stride stands for the size of the window."""
    return max_pool3d(input, kernel_size, None if stride == () else stride, padding, dilation, ceil_mode)


def torch_max_pool1d_with_indices(
    input: Any, kernel_size: Any, stride: Any = (), padding: Any = 0, dilation: Any = 1, ceil_mode: bool = False
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.max_pool1d_with_indices."""
    return max_pool1d(input, kernel_size, None if stride == () else stride, padding, dilation, ceil_mode, True)


def torch_adaptive_max_pool1d(input: Any, output_size: Any) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.adaptive_max_pool1d: with indices."""
    return adaptive_max_pool1d(input, output_size, True)


def torch_binary_cross_entropy_with_logits(
    input: Any, target: Any, weight: Any = None, pos_weight: Any = None, reduction: int = 0
) -> paddle.Tensor:
    """torch.binary_cross_entropy_with_logits."""
    return binary_cross_entropy_with_logits(
        input, target, weight, reduction=REDUCTION_NAMES[reduction], pos_weight=pos_weight
    )


def torch_kl_div(input: Any, target: Any, reduction: int = 0, *, log_target: bool = False) -> paddle.Tensor:
    """torch.kl_div."""
    return kl_div(input, target, reduction=REDUCTION_NAMES[reduction], log_target=log_target)


def torch_poisson_nll_loss(
    input: Any, target: Any, log_input: bool, full: bool, eps: float, reduction: int
) -> paddle.Tensor:
    """torch.poisson_nll_loss."""
    return poisson_nll_loss(input, target, log_input, full, eps=eps, reduction=REDUCTION_NAMES[reduction])


def torch_ctc_loss(
    log_probs: Any,
    targets: Any,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: int = 0,
    zero_infinity: bool = False,
) -> paddle.Tensor:
    """torch.ctc_loss."""
    return ctc_loss(log_probs, targets, input_lengths, target_lengths, blank, REDUCTION_NAMES[reduction], zero_infinity)


def torch_cosine_embedding_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0.0, reduction: int = 0
) -> paddle.Tensor:
    """torch.cosine_embedding_loss."""
    name = REDUCTION_NAMES[reduction]
    return cosine_embedding_loss(input1, input2, target, margin, reduction=name)


def torch_hinge_embedding_loss(input: Any, target: Any, margin: float = 1.0, reduction: int = 0) -> paddle.Tensor:
    """torch.hinge_embedding_loss."""
    name = REDUCTION_NAMES[reduction]
    return hinge_embedding_loss(input, target, margin, reduction=name)


def torch_margin_ranking_loss(
    input1: Any, input2: Any, target: Any, margin: float = 0.0, reduction: int = 0
) -> paddle.Tensor:
    """torch.margin_ranking_loss."""
    name = REDUCTION_NAMES[reduction]
    return margin_ranking_loss(input1, input2, target, margin, reduction=name)


def torch_triplet_margin_loss(
    anchor: Any,
    positive: Any,
    negative: Any,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    reduction: int = 0,
) -> paddle.Tensor:
    """torch.triplet_margin_loss."""
    return triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction=REDUCTION_NAMES[reduction])


def torch_conv_tbc(input: Any, weight: Any, bias: Any, pad: int = 0) -> paddle.Tensor:
    """torch.conv_tbc: a convolution over [time, batch, channels], weight [width, in, out]."""
    moved = paddle.transpose(input, [1, 2, 0])
    return paddle.transpose(conv1d(moved, paddle.transpose(weight, [2, 1, 0]), bias, 1, pad), [2, 0, 1])


def torch_constant_pad_nd(input: Any, pad: Any, value: Any = 0) -> paddle.Tensor:
    """torch.constant_pad_nd."""
    return _padded(input, list(pad), value)


def _padded(input: Any, sides: list[int], value: Any) -> paddle.Tensor:
    return pad(input, sides, "constant", value)


def torch_grid_sampler(
    input: Any, grid: Any, interpolation_mode: int, padding_mode: int, align_corners: bool
) -> paddle.Tensor:
    """torch.grid_sampler."""
    mode = ("bilinear", "nearest", "bicubic")[interpolation_mode]
    return grid_sample(input, grid, mode, ("zeros", "border", "reflection")[padding_mode], align_corners)


def torch_affine_grid_generator(theta: Any, size: Any, align_corners: bool) -> paddle.Tensor:
    """torch.affine_grid_generator."""
    return affine_grid(theta, size, align_corners)


def torch_norm_except_dim(v: Any, pow: int = 2, dim: int = 0) -> paddle.Tensor:
    """torch.norm_except_dim: a norm for each index of ``dim``, the other dimensions of size 1."""
    if dim == -1:
        return power_norm(v, pow)
    return power_norm(v, pow, [axis for axis in range(v.ndim) if axis != dim % v.ndim], True)
