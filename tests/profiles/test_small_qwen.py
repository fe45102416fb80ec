"""The edits of the profile onnx on a model in the shape of Qwen-7B-Chat: what they keep, and what they change."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from paconvert_ng import Options, convert_tree
from tests.profiles.support import SOURCES, torch_options

paddle = pytest.importorskip("paddle")

ASSUMED = ("causal_mask_given",)
LOWEST = torch.finfo(torch.float32).min
LENGTH = 6


def load(folder: Path, name: str) -> Any:
    """The module of a tree; beside it the helper module of a conversion."""
    for helper in folder.glob("paddle_helpers.py"):
        _module(helper, helper.stem)
    module = _module(folder / "modeling_small_qwen.py", name)
    sys.modules.pop("paddle_helpers", None)
    return module


def _module(path: Path, name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The model as it is, with the profile, with its assumption too, and the Paddle of both."""
    folder = tmp_path_factory.mktemp("small_qwen")
    source = SOURCES / "small_qwen"
    runs = {
        "edited": torch_options("onnx"),
        "without_mask": torch_options("onnx", assume=ASSUMED),
        "paddle_edited": Options(profile=("onnx",), cache=False),
        "paddle_without_mask": Options(profile=("onnx",), assume=ASSUMED, cache=False),
    }
    found = {"original": load(source, "small_qwen_original")}
    for name, options in runs.items():
        summary = convert_tree(source, folder / name, options=options)
        assert not summary.unconverted and not summary.failed
        found[name] = load(folder / name, f"small_qwen_{name}")
    return found


def model(trees: dict[str, Any], name: str, upcast: bool = False) -> Any:
    torch.manual_seed(0)
    original = trees["original"].SmallQwen(upcast=upcast).eval()
    if name == "original":
        return original
    made = trees[name].SmallQwen(upcast=upcast)
    made.eval()
    if name.startswith("paddle"):
        made.set_state_dict({k: paddle.to_tensor(v.numpy()) for k, v in original.state_dict().items()})
    else:
        made.load_state_dict(original.state_dict())
    return made


def ids(length: int = LENGTH) -> torch.Tensor:
    return torch.randint(0, 61, (2, length), generator=torch.Generator().manual_seed(1))


def causal(length: int = LENGTH) -> torch.Tensor:
    return torch.full((1, 1, length, length), LOWEST).triu(1)


def padding(length: int = LENGTH) -> torch.Tensor:
    mask = torch.zeros(2, 1, 1, length)
    mask[1, :, :, -2:] = LOWEST
    return mask


def run(made: Any, *inputs: Any, **keywords: Any) -> tuple[torch.Tensor, Any]:
    """Logits and cache; inputs are handed over in the model's own framework."""
    if not isinstance(made, torch.nn.Module):
        convert = _to_paddle
        with paddle.no_grad():
            logits, cache = made(*map(convert, inputs), **{k: convert(v) for k, v in keywords.items()})
        return _to_torch(logits), _to_torch(cache)
    with torch.no_grad():
        logits, cache = made(*inputs, **keywords)
    return logits, cache


def _to_paddle(value: Any) -> Any:
    if isinstance(value, torch.Tensor):
        return paddle.to_tensor(value.numpy())
    return [tuple(map(_to_paddle, pair)) for pair in value] if isinstance(value, list) else value


def _to_torch(value: Any) -> Any:
    if isinstance(value, paddle.Tensor):
        return torch.from_numpy(value.numpy())
    return [_to_torch(item) for item in value] if isinstance(value, list | tuple) else value


def difference(first: torch.Tensor, second: torch.Tensor) -> float:
    assert first.dtype == second.dtype and first.shape == second.shape
    return float((first - second).abs().max())


@pytest.mark.parametrize("upcast", [False, True])
@pytest.mark.parametrize("mask", [None, causal(), padding()], ids=["none", "causal", "padding"])
def test_the_edits_without_an_assumption_keep_the_outputs(
    trees: dict[str, Any], mask: torch.Tensor | None, upcast: bool
) -> None:
    expected = run(model(trees, "original", upcast), ids(), mask)[0]
    assert difference(run(model(trees, "edited", upcast), ids(), mask)[0], expected) < 1e-6
    assert difference(run(model(trees, "paddle_edited", upcast), ids(), mask)[0], expected) < 1e-5


def test_a_step_with_a_cache_returns_its_own_position_only(trees: dict[str, Any]) -> None:
    """The cache that comes back is the last position of the whole one, and the logits are the same."""
    original = model(trees, "original")
    _, past = run(original, ids(), None, use_cache=True)
    step = {"past_key_values": past, "use_cache": True}
    logits, whole = run(original, ids(1), None, **step)
    for name in ("edited", "paddle_edited", "without_mask", "paddle_without_mask"):
        made, cache = run(model(trees, name), ids(1), None, **step)
        assert difference(made, logits) < 1e-5
        for (key, value), (whole_key, whole_value) in zip(cache, whole, strict=True):
            assert key.shape[1] == 1 and whole_key.shape[1] == LENGTH + 1
            assert difference(key, whole_key[:, -1:]) < 1e-6
            assert difference(value, whole_value[:, -1:]) < 1e-6


def test_a_first_step_returns_all_its_positions(trees: dict[str, Any]) -> None:
    _, expected = run(model(trees, "original"), ids(), None, use_cache=True)
    _, cache = run(model(trees, "edited"), ids(), None, use_cache=True)
    for (key, value), (whole_key, whole_value) in zip(cache, expected, strict=True):
        assert difference(key, whole_key) == 0 and difference(value, whole_value) == 0


@pytest.mark.parametrize("upcast", [False, True])
def test_without_the_causal_mask_a_causal_attention_mask_has_to_be_given(trees: dict[str, Any], upcast: bool) -> None:
    original, made = model(trees, "original", upcast), model(trees, "without_mask", upcast)
    expected = run(original, ids(), causal())[0]
    assert difference(run(made, ids(), causal())[0], expected) < 1e-6
    assert difference(run(model(trees, "paddle_without_mask", upcast), ids(), causal())[0], expected) < 1e-5
    both = (causal() + padding()).clamp(min=LOWEST)
    assert difference(run(made, ids(), both)[0], run(original, ids(), padding())[0]) < 1e-6


def test_without_the_causal_mask_padding_alone_is_wrong(trees: dict[str, Any]) -> None:
    """Why the edit is made only with --assume causal_mask_given."""
    expected = run(model(trees, "original"), ids(), padding())[0]
    assert difference(run(model(trees, "without_mask"), ids(), padding())[0], expected) > 0.01
    assert difference(run(model(trees, "without_mask"), ids(), None)[0], expected) > 0.01


def test_the_conversion_computes_what_the_edited_source_computes(trees: dict[str, Any]) -> None:
    for name, mask in (("edited", padding()), ("edited", None), ("without_mask", causal()), ("without_mask", None)):
        expected = run(model(trees, name), ids(), mask)[0]
        assert difference(run(model(trees, f"paddle_{name}"), ids(), mask)[0], expected) < 1e-5


@pytest.mark.parametrize(
    ("dtype", "tolerance"),
    [(torch.float32, 0), (torch.float64, 0), (torch.float16, 4e-3), (torch.bfloat16, 1e-2)],
)
@pytest.mark.parametrize("size", [64, 80, 128])
def test_a_number_divides_as_a_tensor_of_the_same_dtype(dtype: torch.dtype, tolerance: float, size: int) -> None:
    """What the edit number-divisor rests on."""
    scores = torch.randn(10000, generator=torch.Generator().manual_seed(0)).to(dtype)
    filled, plain = scores / torch.full([], size**0.5, dtype=scores.dtype), scores / (size**0.5)
    assert filled.dtype == plain.dtype
    apart = (filled.double() - plain.double()).abs() / filled.double().abs().clamp(min=1e-6)
    assert float(apart.max()) <= tolerance
