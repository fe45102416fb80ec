"""Overwriting a tensor that takes a gradient: who sees the new values, and what backward passes get."""

from __future__ import annotations

import pytest

from paconvert_ng.runtime.math_operators import op_iadd
from paconvert_ng.runtime.nn_activation import overwrite_input
from paconvert_ng.runtime.nn_batch_norm import normalize_batch
from tests.support.frameworks import paddle


def given(*shape: int) -> tuple[paddle.Tensor, paddle.Tensor]:
    """A leaf and a tensor made of it, of the same values."""
    leaf = paddle.randn(list(shape))
    leaf.stop_gradient = False
    return leaf, leaf * 1.0


def test_views_and_aliases_see_new_values() -> None:
    leaf, x = given(4, 6)
    views = [x.reshape([24]), x.view([24]), x.detach(), x[1:3], x.transpose([1, 0]), x.unsqueeze(0)]
    assert overwrite_input(paddle.nn.functional.silu, x) is x
    wanted = paddle.nn.functional.silu(leaf)
    made = [
        wanted.reshape([24]), wanted.reshape([24]), wanted, wanted[1:3], wanted.transpose([1, 0]), wanted.unsqueeze(0)
    ]  # fmt: skip
    for view, values in zip(views, made, strict=True):
        assert bool((view == values).all())
    with paddle.no_grad():
        x.add_(paddle.ones([4, 6]))
    assert bool((views[0] == x.reshape([24])).all())


@pytest.mark.parametrize("shape", [(), (1,), (3, 5)])
def test_first_and_second_gradients(shape: tuple[int, ...]) -> None:
    leaf, x = given(*shape)
    (first,) = paddle.grad(overwrite_input(paddle.nn.functional.silu, x).sum(), [leaf], create_graph=True)
    (wanted,) = paddle.grad(paddle.nn.functional.silu(leaf).sum(), [leaf], create_graph=True)
    assert bool(paddle.allclose(first, wanted))
    seconds = [paddle.grad(gradient.sum(), [leaf])[0] for gradient in (first, wanted)]
    assert bool(paddle.allclose(*seconds))


def test_a_value_that_was_kept_is_missed_aloud() -> None:
    _, x = given(4, 6)
    view = x.reshape([24])
    kept = view * view
    out = overwrite_input(paddle.nn.functional.silu, x)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        (kept.sum() + out.sum()).backward()


def test_adding_to_a_pooled_value() -> None:
    leaf, x = given(1, 2, 4, 4)
    pooled = paddle.nn.functional.max_pool2d(x, 3, 1, 1)
    before = pooled.clone()
    assert op_iadd(pooled, before * 2) is pooled
    pooled.sum().backward()
    assert float(leaf.grad.sum()) == 3 * pooled.numel()


def test_statistics_in_single_precision_follow_without_drift() -> None:
    mean, variance, weight, bias = paddle.zeros([3]), paddle.full([3], 0.7), paddle.ones([3]), paddle.zeros([3])
    for _ in range(50):
        normalize_batch(paddle.randn([4, 3, 2]), mean, variance, weight, bias, 0.0, 1e-5)
    assert bool((variance == 0.7).all()) and bool((mean == 0).all())
    x = paddle.randn([4, 3, 2])
    normalize_batch(x, mean, variance, weight, bias, 1.0, 1e-5)
    assert bool(paddle.allclose(variance, x.var([0, 2], unbiased=True)))
    assert bool(paddle.allclose(mean, x.mean([0, 2]), atol=1e-6))
