"""Masks and rotary embeddings as releases of transformers other than the installed one make them."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import paddle
import pytest

from paconvert_ng.runtime import hf_flash, hf_masks, hf_rope
from paconvert_ng.runtime.hf_versions import transformers_release


@pytest.fixture
def released(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the release for the helpers."""

    def to(*release: int) -> None:
        for module in (hf_masks, hf_rope, hf_flash):
            monkeypatch.setattr(module, "transformers_release", lambda: release)

    return to


def test_the_installed_release_counts() -> None:
    import transformers

    assert ".".join(map(str, transformers_release())) == transformers.__version__.rpartition(".")[0]


@pytest.mark.parametrize(("release", "seen"), [((4, 38), [1, 2, 2, 2]), ((4, 39), [1, 2, 3, 3])])
def test_how_many_keys_a_window_of_two_lets_through(released: Any, release: Any, seen: list[int]) -> None:
    released(*release)
    mask = hf_masks._prepare_4d_causal_attention_mask(None, (1, 4), paddle.ones([1, 4, 2]), 0, sliding_window=2)
    assert (mask[0, 0] == 0).sum(-1).tolist() == seen


def test_masks_for_scaled_dot_product_attention_before_4_39(released: Any) -> None:
    padding, x = paddle.to_tensor([[0, 1, 1], [1, 1, 1]]), paddle.ones([2, 3, 4])
    newer = hf_masks._prepare_4d_causal_attention_mask_for_sdpa(padding, (2, 3), x, 0)
    released(4, 37)
    older = hf_masks._prepare_4d_causal_attention_mask_for_sdpa(padding, (2, 3), x, 0)
    assert float(newer[0, 0, 0].max()) < -1e38 and older[0, 0, 0].tolist() == [0.0, 0.0, 0.0]
    np.testing.assert_array_equal(newer.numpy()[:, :, 1:], older.numpy()[:, :, 1:])
    four = paddle.to_tensor([[[[1, 0], [1, 1]]]])
    made = hf_masks._prepare_4d_causal_attention_mask_for_sdpa(four, (1, 2), x[:1, :2], 0)
    assert (made == 0).tolist() == [[[[True, False], [True, True]]]]
    window = hf_masks._prepare_4d_causal_attention_mask_for_sdpa(None, (2, 3), x, 0, sliding_window=2)
    assert window is None  # up to 4.39 the window did not count here


@pytest.mark.parametrize(("release", "seen"), [((4, 55), 3), ((4, 56), 2)])
def test_windows_of_flash_attention(released: Any, release: Any, seen: int) -> None:
    released(*release)
    query, value = paddle.zeros([1, 4, 1, 8]), paddle.eye(4, 8).reshape([1, 4, 1, 8])
    out = hf_flash._flash_attention_forward(query, query, value, None, 4, True, sliding_window=2)
    np.testing.assert_allclose(out.numpy()[0, 3, 0, :4], [0.0] * (4 - seen) + [1 / seen] * seen, atol=1e-6)


def test_yarn_and_longrope_of_older_releases(released: Any) -> None:
    scaling = {"factor": 4.0, "original_max_position_embeddings": 64, "mscale": 2.0, "mscale_all_dim": 1.0}
    yarn = SimpleNamespace(rope_theta=1e4, head_dim=32, max_position_embeddings=512, rope_scaling=scaling)
    plain = SimpleNamespace(**{**vars(yarn), "rope_scaling": {"factor": 4.0}})
    factor_8 = SimpleNamespace(**{**vars(yarn), "rope_scaling": {**scaling, "factor": 8.0}})
    of_8 = hf_rope._compute_yarn_parameters(factor_8)
    released(4, 49)  # neither the original length nor mscale counted
    np.testing.assert_array_equal(
        hf_rope._compute_yarn_parameters(yarn)[0].numpy(), hf_rope._compute_yarn_parameters(plain)[0].numpy()
    )
    assert hf_rope._compute_yarn_parameters(yarn)[1] == pytest.approx(0.1 * math.log(4.0) + 1.0)
    released(4, 55)  # the ratio of the lengths was the factor
    np.testing.assert_array_equal(hf_rope._compute_yarn_parameters(yarn)[0].numpy(), of_8[0].numpy())
    assert hf_rope._compute_yarn_parameters(yarn)[1] == of_8[1]
    lists = {"factor": 2.0, "short_factor": [1.0] * 2, "long_factor": [3.0] * 2}
    longrope = SimpleNamespace(rope_theta=1e4, head_dim=4, max_position_embeddings=64, rope_scaling=lists)
    assert float(hf_rope._compute_longrope_parameters(longrope)[0][0]) == 1.0
    released(4, 44)
    assert float(hf_rope._compute_longrope_parameters(longrope)[0][0]) == pytest.approx(1 / 3)
