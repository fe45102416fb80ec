"""docs/names.json: each public name has a class that the rules bear out."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.rules import load_rules
from paconvert_ng.rules.helpers import read_helpers
from paconvert_ng.rules.locate import runtime_folder
from paconvert_ng.rules.signatures import source_signatures
from scripts.public_names.classify import NO_RULE, Classifier
from scripts.public_names.elsewhere import kind_of_name
from scripts.public_names.refusals import refusals

ROOT = Path(__file__).resolve().parents[3]


@lru_cache(maxsize=1)
def table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "docs" / "names.json").read_text(encoding="utf-8"))
    return found


@lru_cache(maxsize=1)
def classifier() -> Classifier:
    helpers = read_helpers(runtime_folder(), [])
    return Classifier(Knowledge(load_rules(), source_signatures()), helpers, refusals(runtime_folder(), helpers))


@pytest.mark.parametrize(
    ("name", "status", "reason"),
    [
        ("torch.relu", "proved", ""),
        ("torch.concat", "proved", ""),
        ("torch.nn.ModuleList.append", "proved", ""),  # the helper class has it
        ("torch.hub.load_state_dict_from_url", "unproved", "network"),
        ("torch.save", "partly", "pickle_module"),  # the helper refuses
        ("torch.fx.Tracer", "none", "symbolic tracing"),
        ("torch.export.ExportedProgram", "none", "paddle.jit.save"),  # by its namespace
        ("torch.special.zeta_of_nothing", "none", NO_RULE),
    ],
)
def test_class_of_a_name(name: str, status: str, reason: str) -> None:
    outcome = classifier().outcome(name)
    assert outcome.status == status
    assert reason in outcome.reason


def test_a_variant_that_leaves_makes_a_name_partly_converted() -> None:
    partly = [name for name, entry in table()["names"].items() if entry["class"] == "partly"]
    assert partly
    for name in partly[:10]:
        rule = classifier().knowledge.rule(name)
        assert rule is not None and (rule.variants or rule.name in table()["names"])


def test_every_name_has_a_rule_or_a_reason() -> None:
    names = table()["names"]
    assert len(names) > 3000
    assert not [name for name, entry in names.items() if entry.get("reason") == NO_RULE]
    assert not [name for name, entry in names.items() if entry["class"] in ("none", "unproved") and not entry["reason"]]


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("torchvision.ops.nms", "other package"),
        ("torch.Tensor.rename", "removed: named tensors"),
        ("torch._assert", "private"),
        ("torch.distributions.normal.Normal", "another path to torch.distributions.Normal"),
        ("torch.neither", "not in torch 2.13"),
    ],
)
def test_what_another_name_is(name: str, what: str) -> None:
    assert kind_of_name(name, table()["names"], source_signatures()) == what
