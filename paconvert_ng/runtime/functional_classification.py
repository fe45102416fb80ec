"""Losses over classes of torch.nn.functional.

Classes are on dimension 1 (Paddle: the last); class probabilities as targets are told from class
indices by shape and dtype; Paddle's nll_loss damages memory for some ignored targets, and its
cross entropy on CPU never exceeds 64 per element.
"""

from __future__ import annotations

import paddle

from .functional_reduction import checked_reduction, reduced
from .functional_sizes import sizes_differ
from .functional_softmax import log_softmax, shifted_logits
from .static_graph import true_sizes


def _per_class(weight: paddle.Tensor, like: paddle.Tensor) -> paddle.Tensor:
    """Class weights shaped to multiply [N, C, ...]."""
    return weight.reshape([1, -1] + [1] * (like.ndim - 2))


def _batched(input: paddle.Tensor, target: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
    """[C] with a target [] becomes [1, C] with [1]."""
    return (input.unsqueeze(0), target.unsqueeze(0)) if input.ndim == 1 else (input, target)


def _picked(
    log_probabilities: paddle.Tensor, target: paddle.Tensor, ignore_index: int, total: paddle.Tensor | None = None
) -> tuple[paddle.Tensor, paddle.Tensor, paddle.Tensor]:
    """For [N, C, ...] and indices [N, ...]: the entry of each index (0 where ignored), which count, safe indices.

    ``total`` [N, 1, ...], if given, is still to be subtracted from the entries.
    """
    expected = [log_probabilities.shape[0], *log_probabilities.shape[2:]]
    if sizes_differ(target.shape, expected):
        raise ValueError(f"Expected target size {expected}, got {list(target.shape)}")
    counted = target != ignore_index
    indices = paddle.where(counted, target, paddle.zeros_like(target))
    # A negative index would count from the end; one past the end is refused by take_along_axis.
    beyond = paddle.full_like(indices, log_probabilities.shape[1])
    indices = paddle.where(indices < 0, beyond, indices)
    entries = paddle.take_along_axis(log_probabilities, indices.unsqueeze(1), axis=1, broadcast=False)
    entries = (entries if total is None else entries - total).squeeze(1)
    return paddle.where(counted, entries, paddle.zeros_like(entries)), counted, indices


def _class_weights(
    weight: paddle.Tensor | None, indices: paddle.Tensor, counted: paddle.Tensor, like: paddle.Tensor
) -> paddle.Tensor:
    """The weight of each target, 0 where it is ignored."""
    factors = counted.astype(like.dtype)
    if weight is None:
        return factors
    return factors * weight.gather(indices.flatten()).reshape(true_sizes(indices))


def nll_loss(
    input: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> paddle.Tensor:
    """torch.nn.functional.nll_loss, for [C], [N, C] and [N, C, ...]; the mean is weighted."""
    return _of_indices(input, target, weight, ignore_index, checked_reduction(reduction, size_average, reduce))


def _of_indices(
    log_probabilities: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None,
    ignore_index: int,
    reduction: str,
    total: paddle.Tensor | None = None,
) -> paddle.Tensor:
    """The negative entry of each index, weighted and reduced; ``total`` is still to be subtracted, if given."""
    single = log_probabilities.ndim == 1
    input, target = _batched(log_probabilities, target if target.dtype == paddle.int64 else target.astype("int64"))
    entries, counted, indices = _picked(input, target, ignore_index, total)
    factors = _class_weights(weight, indices, counted, input)
    loss = -entries if weight is None else -entries * factors
    if reduction == "mean":
        return loss.sum() / factors.sum()
    if reduction == "none" and single:
        return loss.squeeze(0)
    return reduced(loss, reduction)


def _smoothed(
    log_probabilities: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None,
    ignore_index: int,
    reduction: str,
    label_smoothing: float,
) -> paddle.Tensor:
    """Cross entropy against (1 - s) of the target class plus s / C of every class."""
    entries, counted, indices = _picked(log_probabilities, target, ignore_index)
    factors = _class_weights(weight, indices, counted, log_probabilities)
    of_target = -entries * factors
    weighted = log_probabilities if weight is None else log_probabilities * _per_class(weight, log_probabilities)
    of_all = -weighted.sum(axis=1)
    of_all = paddle.where(counted, of_all, paddle.zeros_like(of_all))
    share = label_smoothing / log_probabilities.shape[1]
    loss = of_target * (1 - label_smoothing) + of_all * share
    return loss.sum() / factors.sum() if reduction == "mean" else reduced(loss, reduction)


def _against_probabilities(
    log_probabilities: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None,
    reduction: str,
    label_smoothing: float,
) -> paddle.Tensor:
    """Cross entropy against class probabilities; the mean is over the batch and all but the class dimension."""
    classes = log_probabilities.shape[1]
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    product = log_probabilities * target
    if weight is not None:
        product = product * _per_class(weight, product)
    return reduced(-product.sum(axis=1), reduction)


def cross_entropy(
    input: paddle.Tensor,
    target: paddle.Tensor,
    weight: paddle.Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> paddle.Tensor:
    """torch.nn.functional.cross_entropy, for [C], [N, C] and [N, C, ...], class indices or probabilities."""
    reduction = checked_reduction(reduction, size_average, reduce)
    if not 0.0 <= label_smoothing <= 1.0:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    single = input.ndim == 1
    probabilities = not sizes_differ(input.shape, target.shape)
    if probabilities and not target.is_floating_point():
        raise RuntimeError(f"Expected floating point type for target with class probabilities, got {target.dtype}")
    if not probabilities and target.is_floating_point():
        raise RuntimeError(f"Expected integer type for target with class indices, got {target.dtype}")
    if probabilities and ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    input, target = _batched(input, target)
    if weight is not None and sizes_differ(weight.shape, [input.shape[1]]):
        raise RuntimeError(
            f"weight tensor should be defined either for all {input.shape[1]} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    if not probabilities and label_smoothing == 0:
        shifted, total = shifted_logits(input, 1)
        loss = _of_indices(shifted, target, weight, ignore_index, reduction, total)
        return loss.squeeze(0) if single and reduction == "none" else loss
    log_probabilities = log_softmax(input, 1)
    if probabilities:
        loss = _against_probabilities(log_probabilities, target, weight, reduction, label_smoothing)
    else:
        loss = _smoothed(log_probabilities, target.astype("int64"), weight, ignore_index, reduction, label_smoothing)
    return loss.squeeze(0) if single and reduction == "none" else loss
