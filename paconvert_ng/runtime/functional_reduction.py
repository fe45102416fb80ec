"""What the losses of torch.nn.functional share: ``reduction``, and the older ``size_average`` and ``reduce``."""

from __future__ import annotations

import warnings

import paddle

from .functional_sizes import sizes_differ


def checked_reduction(reduction: str, size_average: bool | None = None, reduce: bool | None = None) -> str:
    """``"mean"``, ``"sum"`` or ``"none"``; the two older arguments win over ``reduction`` where given, as in torch.

    Raises ValueError for any other name.
    """
    if size_average is not None or reduce is not None:
        if reduce is False:
            reduction = "none"
        else:
            reduction = "sum" if size_average is False else "mean"
        warnings.warn(
            f"size_average and reduce args will be deprecated, please use reduction='{reduction}' instead.",
            stacklevel=3,
        )
    if reduction not in ("none", "mean", "sum"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    return reduction


def reduced(loss: paddle.Tensor, reduction: str) -> paddle.Tensor:
    """Mean, sum, or the loss as it is."""
    if reduction == "mean":
        return loss.mean()
    return loss.sum() if reduction == "sum" else loss


def weighted_reduced(loss: paddle.Tensor, weight: paddle.Tensor | None, reduction: str, divide: bool) -> paddle.Tensor:
    """Reduce ``loss * weight``; the mean divides by the sum of the weights if ``divide``, else by the count."""
    if weight is None:
        return reduced(loss, reduction)
    if sizes_differ(weight.shape, loss.shape):
        raise ValueError("Weights and input must have the same size.")
    weighted = loss * weight
    if reduction == "mean" and divide:
        return weighted.sum() / weight.sum()
    return reduced(weighted, reduction)
