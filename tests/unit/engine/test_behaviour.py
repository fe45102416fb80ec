"""What was converted and behaves differently is said once: random numbers a file, anything else an API."""

from __future__ import annotations

import json

import pytest

from paconvert_ng import convert_source
from paconvert_ng.diagnostics.wording import in_language
from paconvert_ng.rules import load_rules
from paconvert_ng.rules.locate import data_folder
from paconvert_ng.rules.model import RANDOM
from paconvert_ng.rules.speed import SPEED, slow_helpers


def told(source: str) -> list[tuple[str, int, str]]:
    found = convert_source(source).diagnostics
    return [(one.code, one.line, one.api) for one in found if one.severity == "behaviour"]


def test_random_numbers_are_told_once_a_file() -> None:
    source = (
        "import torch\nfrom torch import nn\ndrop = nn.Dropout(0.1)\ntorch.manual_seed(0)\n"
        "def f(x):\n    return torch.randn(2), x.normal_(), nn.init.normal_(x)\n"
    )
    found = convert_source(source).diagnostics
    (one,) = [one for one in found if one.code == "PC208"]
    assert (one.line, one.column, one.api) == (3, 7, "torch.nn.Dropout")
    assert "(uses in this file: " in one.message and "使用次数" in in_language(one.message, "zh")


@pytest.mark.parametrize(
    "line",
    [
        "torch.rand(2)",
        "torch.randperm(3)",
        "torch.Generator()",
        "torch.nn.functional.dropout(x)",
        "torch.nn.init.kaiming_uniform_(w)",
        "torch.utils.data.RandomSampler(x)",
        "torch.distributions.Normal(0.0, 1.0)",
    ],
)
def test_what_draws_random_numbers(line: str) -> None:
    assert [code for code, _, _ in told(f"import torch\ny = {line}\n")] == ["PC208"]


@pytest.mark.parametrize(
    "line",
    ["torch.empty(2)", "torch.nn.init.zeros_(w)", "isinstance(x, torch.nn.Dropout)", "torch.nn.Linear(2, 3)"],
)
def test_what_draws_none(line: str) -> None:
    assert told(f"import torch\ny = {line}\n") == []


def test_a_difference_is_told_in_the_words_of_its_rule() -> None:
    source = "import torch\n@torch.compile\ndef f(x): return x\ng = torch.compile(f)\n"
    assert told(source) == [("PC210", 2, "torch.compile")]
    (found,) = [one for one in convert_source(source).diagnostics if one.code == "PC210"]
    assert found.message == "the function or module itself; it is not compiled"


def test_a_slow_helper_is_told_where_it_is_taken() -> None:
    assert told("import torch\ny = torch.masked.mean(x)\nz = torch.masked.mean(x, dim=0)\n") == [
        ("PC209", 2, "torch.masked.mean")
    ]
    (found,) = convert_source("import torch\ntorch.masked.mean(x)\n").diagnostics
    assert "the helper masked_mean took" in found.message and "耗时" in in_language(found.message, "zh")


def test_comments_silence_them() -> None:
    assert told("import torch\ny = torch.rand(2)  # paconvert: ignore[PC208]\n") == []


def test_the_measured_helpers_are_those_of_the_page() -> None:
    page = (data_folder().parent / "docs" / "helper-speed.md").read_text(encoding="utf-8")
    rules = load_rules()
    for api, ratio in slow_helpers().items():
        assert f"| `{api}` |" in page and ratio >= 1.5 and rules.rules[api].helper
    assert len(json.loads((data_folder() / SPEED).read_text("utf-8"))) == page.count("\n| `")


def test_rules_that_draw_random_numbers_say_so() -> None:
    rules = load_rules().rules
    for api in ("torch.rand", "torch.manual_seed", "torch.nn.Dropout", "torch.Tensor.normal_", "torch.Generator"):
        assert rules[api].differs == RANDOM
