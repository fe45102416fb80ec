"""The oracle finds what is wrong: texts of arguments, and conversions that were spoiled on purpose."""

from __future__ import annotations

from typing import Any

import pytest

from tests.oracle import modules, schedulers, training
from tests.oracle.argument_text import NoText, Tensors, spellings, text_of
from tests.oracle.outcomes import Outcome, Unit
from tests.oracle.workers import Report
from tests.support.frameworks import torch


class Collected(Report):
    """Keeps what a unit's run tells."""

    def __init__(self, limit: int | None = None) -> None:
        super().__init__(lambda message: None, limit=limit)
        self.outcomes: list[Outcome] = []

    def end(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


def test_text_of_arguments() -> None:
    tensors = Tensors("a")
    first, second = torch.ones(2), torch.zeros(3)
    value = (1, [2.5, None], {"k": first}, (second,), first, torch.float64, torch.nn.functional.relu, float("inf"))
    text = text_of(value, tensors)
    expected = "(1, [2.5, None], {'k': a0}, (a1,), a0, torch.float64, torch.nn.functional.relu, float(\"inf\"))"
    assert text == expected
    assert tensors.parameters() == ["a0: torch.Tensor", "a1: torch.Tensor"]
    with pytest.raises(NoText):
        text_of(object(), tensors)


def test_spellings_of_a_call() -> None:
    forms = spellings(torch.nn.Conv2d, (3, 4), {"kernel_size": 5, "bias": False})
    assert forms["position"] == ((3, 4, 5), {"bias": False})
    assert forms["keyword"] == ((), {"in_channels": 3, "out_channels": 4, "kernel_size": 5, "bias": False})
    assert list(forms["mixed"][1]) == ["bias", "kernel_size", "out_channels"]
    assert spellings(torch.nn.LSTM, (2, 3), {"batch_first": True})["keyword"][1]["hidden_size"] == 3


SPOILED_MODULES = [
    ("paddle_helpers.Linear(10, 8)", "paddle_helpers.Linear(10, 9)", "state-dict entry 'weight'"),
    ("return module(input=a0)", "return module(input=a0) * 1.001", "output"),
    ("return module(input=a0)", "return module(input=a0).detach()", "requires_grad"),
    ("return module(input=a0)", "return module(input=a0).astype('float64')", "dtype"),
]


@pytest.mark.parametrize(("right", "wrong", "said"), SPOILED_MODULES)
def test_a_wrong_module_is_found(monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, said: str) -> None:
    _spoil(monkeypatch, modules, right, wrong)
    report = Collected(limit=1)
    modules.run(Unit("modules", "nn.Linear", "float32"), report)
    assert any(outcome.outcome == "differs" and said in outcome.reason for outcome in report.outcomes)


def test_a_wrong_schedule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    _spoil(monkeypatch, training, "step_size=3", "step_size=4")
    report = Collected(limit=1)
    schedulers.run(Unit("schedulers", "StepLR", "float32"), report)
    assert report.outcomes
    assert {outcome.outcome for outcome in report.outcomes if outcome.form == "as written"} == {"differs"}


def _spoil(monkeypatch: pytest.MonkeyPatch, module: Any, right: str, wrong: str) -> None:
    """Every conversion that ``module`` asks for has ``wrong`` in place of ``right``."""
    convert = module.convert_source

    class Spoiled:
        def __init__(self, source: str) -> None:
            result = convert(source)
            assert right in result.code
            self.code = result.code.replace(right, wrong)
            self.unconverted = result.unconverted

    monkeypatch.setattr(module, "convert_source", Spoiled)
