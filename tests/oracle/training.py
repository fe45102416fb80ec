"""Running a training function in both frameworks and comparing what it returns: for optimizers and schedulers.

A form is a function ``train(model, x, y, …)`` of a small program; the model starts from the same values on both sides.
"""

from __future__ import annotations

import random
import traceback
import types
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from paconvert_ng import convert_source
from tests.oracle.argument_text import Tensors
from tests.oracle.outcomes import Outcome, Unit, Verdict
from tests.oracle.workers import Report
from tests.support.compare import PADDLE_PARAMETER, Comparison, differences
from tests.support.frameworks import paddle, torch
from tests.support.module_proof import load_state, randomize_state, state_arrays
from tests.support.programs import framework_words, function_source, run_module
from tests.support.tensors import torch_to_numpy

#: Trajectories and learning rates must agree to this, relative and absolute.
TOLERANCE = Comparison(tol=1e-5)
#: State holds quotients of gradients, whose rounding is relative to the largest term of a sum and not to the sum.
STATE_TOLERANCE = Comparison(tol=1e-4)


@dataclass(slots=True)
class TrainingForm:
    """One way to write one input. ``lines`` is the body of the function, whose result is compared.

    ``refuses`` marks a form that both frameworks must refuse with the same exception.
    """

    name: str
    sample: int
    lines: Sequence[str]
    tensors: Tensors = field(default_factory=lambda: Tensors("t"))
    refuses: bool = False

    @property
    def function(self) -> str:
        return f"train_{self.sample}_{self.name.replace(' ', '_')}"

    @property
    def text(self) -> str:
        parameters = ["model: nn.Module", "x: torch.Tensor", "y: torch.Tensor", *self.tensors.parameters()]
        body = "".join(f"    {line}\n" if line else "\n" for line in self.lines)
        return f"def {self.function}({', '.join(parameters)}):\n{body}"


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the forms of a unit share: imports and ``make_model`` (``header``), and the data."""

    header: str
    x: torch.Tensor
    y: torch.Tensor


def run_forms(unit: Unit, bench: Workbench, forms: Sequence[TrainingForm], report: Report) -> None:
    """Converts all forms as one program, runs each in both frameworks, and reports."""
    forms = [form for form in forms if report.wants(form.name, form.sample)]
    source = bench.header + "".join(f"\n\n{form.text}" for form in forms)
    converted = convert_source(source)
    left = _left(source, converted.unconverted)
    ours = run_module(source, f"{unit} torch")
    broken, theirs = "", types.ModuleType("failed")
    try:
        theirs = run_module(converted.code, f"{unit} paddle")
    except Exception:  # a broken program is a result here, not a failure of the harness
        broken = traceback.format_exc(limit=-3)
    for form in forms:
        output = function_source(converted.code, form.function)
        if not report.begin(form.name, form.sample, form.text, output):
            continue
        reason = left.get(form.function) or left.get("", "")
        verdict, reason = _verdict(form, bench, (ours, theirs), broken, reason, output)
        shown = ("", "") if verdict in ("match", "excluded") else (form.text, output)
        report.end(Outcome(unit.database, unit.entry, unit.dtype, form.name, form.sample, verdict, reason, *shown))


def _left(source: str, diagnostics: Sequence[Any]) -> dict[str, str]:
    """What was left unconverted, by function; "" for what stands outside of the training functions."""
    function = ""
    functions = [""]
    for line in source.splitlines():
        if line and not line[0].isspace():
            function = line[4 : line.index("(")] if line.startswith("def train_") else ""
        functions.append(function)
    found: dict[str, str] = {}
    for diagnostic in diagnostics:
        found.setdefault(functions[diagnostic.line], f"{diagnostic.api}: {diagnostic.message}")
    return found


def _verdict(
    form: TrainingForm,
    bench: Workbench,
    programs: tuple[types.ModuleType, types.ModuleType],
    broken: str,
    left: str,
    output: str,
) -> tuple[Verdict, str]:
    ours, theirs = programs
    model = _torch_model(ours)
    state = state_arrays(model)
    tensors = {name: _torch_copy(value) for name, value in form.tensors.values.items()}
    try:
        random.seed(0)
        expected: Any = _run(getattr(ours, form.function), model, bench.x.clone(), bench.y.clone(), tensors)
        refusal: Exception | None = None
    except Exception as error:  # torch's own refusal
        refusal = error
    if (refusal is not None) != form.refuses:
        said = f"{type(refusal).__name__}: {refusal}" if refusal else "takes what its database says it refuses"
        return "excluded", f"torch: {said}"[:300]
    if left:
        return "unconverted", left
    if broken:
        return "error", broken
    words = framework_words(output)
    if words:
        return "error", f"the converted program still names the source framework: {', '.join(words[:3])}"
    try:
        layer = theirs.make_model()
        lines = load_state(layer, state)
        given = {name: _paddle_copy(value) for name, value in form.tensors.values.items()}
        random.seed(0)
        actual = _run(getattr(theirs, form.function), layer, _paddle_copy(bench.x), _paddle_copy(bench.y), given)
    except NotImplementedError as error:
        return "unconverted", str(error)
    except Exception as error:  # whatever Paddle or a helper raises is the result
        if refusal is not None:
            return _same_refusal(refusal, error)
        return "error", f"{type(error).__name__}: {str(error).strip()[-300:]}\n{traceback.format_exc(limit=-2)[-700:]}"
    if refusal is not None:
        return "differs", f"torch refuses this with {type(refusal).__name__}: {refusal}"[:300]
    lines += _result_differences(expected, actual)
    return ("differs", "\n".join(lines[:6])) if lines else ("match", "")


def _result_differences(expected: Any, actual: Any) -> list[str]:
    """A training function returns what must agree, then, last, the optimizer's state."""
    if not isinstance(expected, tuple) or not isinstance(actual, tuple):
        return differences(expected, actual, TOLERANCE)
    lines = differences(expected[:-1], actual[:-1], TOLERANCE)
    return lines + differences(expected[-1], actual[-1], STATE_TOLERANCE, "state")


def _same_refusal(ours: Exception, theirs: Exception) -> tuple[Verdict, str]:
    if type(ours) is type(theirs):
        return "match", ""
    return "error", f"torch raises {type(ours).__name__} ({ours}), Paddle {type(theirs).__name__} ({theirs})"


def _run(function: Any, model: Any, x: Any, y: Any, tensors: dict[str, Any]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", ".*duplicate parameters.*")
        return function(model, x, y, **tensors)


def _torch_model(program: types.ModuleType) -> torch.nn.Module:
    torch.manual_seed(0)
    model: torch.nn.Module = program.make_model()
    randomize_state(model, np.random.default_rng(3))
    return model


def _torch_copy(tensor: torch.Tensor) -> torch.Tensor:
    copied = tensor.detach().clone()
    if isinstance(tensor, torch.nn.Parameter):
        return torch.nn.Parameter(copied)
    return copied.requires_grad_(tensor.requires_grad)


def _paddle_copy(tensor: torch.Tensor) -> paddle.Tensor:
    made = paddle.to_tensor(torch_to_numpy(tensor).copy())
    if isinstance(tensor, torch.nn.Parameter):
        return PADDLE_PARAMETER.from_tensor(made, trainable=True)
    made.stop_gradient = not tensor.requires_grad
    return made
