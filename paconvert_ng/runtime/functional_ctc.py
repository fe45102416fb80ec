"""Connectionist temporal classification loss of torch.nn.functional."""

from __future__ import annotations

from typing import Any

import paddle

from .functional_reduction import checked_reduction


def _lengths(lengths: Any) -> paddle.Tensor:
    """Lengths given as tensor, tuple or list, as an int64 tensor [N]."""
    if not paddle.is_tensor(lengths):
        return paddle.to_tensor(list(lengths), dtype="int64")
    return lengths.astype("int64").reshape([-1])


def _padded_targets(targets: paddle.Tensor, lengths: paddle.Tensor) -> paddle.Tensor:
    """Targets one after the other in one dimension, as rows [N, longest]."""
    sizes = [int(size) for size in lengths.tolist()]
    if sum(sizes) > targets.shape[0]:
        raise RuntimeError(f"Expected at least {sum(sizes)} targets by target_lengths, got {targets.shape[0]}")
    longest = max([*sizes, 1])
    rows, start = [], 0
    for size in sizes:
        row = targets[start : start + size]
        rows.append(paddle.concat([row, paddle.zeros([longest - size], dtype=row.dtype)]))
        start += size
    return paddle.stack(rows)


def _can_align(rows: paddle.Tensor, input_lengths: paddle.Tensor, target_lengths: paddle.Tensor) -> paddle.Tensor:
    """Whether the input is long enough: a step for each target, and a blank between equal neighbours."""
    positions = paddle.arange(1, rows.shape[1])
    repeated = (rows[:, 1:] == rows[:, :-1]) & (positions < target_lengths.unsqueeze(1))
    return input_lengths >= target_lengths + repeated.astype("int64").sum(axis=1)


def ctc_loss(
    log_probs: paddle.Tensor,
    targets: paddle.Tensor,
    input_lengths: Any,
    target_lengths: Any,
    blank: int = 0,
    reduction: str = "mean",
    zero_infinity: bool = False,
) -> paddle.Tensor:
    """torch.nn.functional.ctc_loss, for [T, N, C] and [T, C], targets padded [N, S] or in one dimension.

    Paddle's takes int32 targets in rows and int64 length tensors only, no unbatched input, and gives 0
    where the targets do not fit into the input (torch: inf, or 0 with ``zero_infinity``). Its kernel
    normalizes its input itself: what is given must be logarithms of probabilities, as torch asks.
    """
    reduction = checked_reduction(reduction)
    single = log_probs.ndim == 2
    if single:
        log_probs = log_probs.unsqueeze(1)
    input_lengths, target_lengths = _lengths(input_lengths), _lengths(target_lengths)
    rows = targets
    if targets.ndim == 1:
        rows = targets.unsqueeze(0) if single else _padded_targets(targets, target_lengths)
    loss = paddle.nn.functional.ctc_loss(
        log_probs, rows.astype("int32"), input_lengths, target_lengths, blank, "none", zero_infinity=zero_infinity
    )
    impossible = paddle.full_like(loss, 0.0 if zero_infinity else float("inf"))
    loss = paddle.where(_can_align(rows, input_lengths, target_lengths), loss, impossible)
    if reduction == "mean":
        return (loss / target_lengths.clip(min=1).astype(loss.dtype)).mean()
    if reduction == "sum":
        return loss.sum()
    return loss.squeeze(0) if single else loss
