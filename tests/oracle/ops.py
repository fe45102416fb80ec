"""torch's operator database (``op_db``): every sample, in every form in which a person would write it."""

from __future__ import annotations

import random
import warnings
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Any

import numpy as np

from tests.oracle import op_names
from tests.oracle.calls import Call, NoText, Sample, calls_of, out_call, sample_of
from tests.oracle.op_program import Function, build
from tests.oracle.op_runs import Case, compare, torch_pure
from tests.oracle.outcomes import DTYPES, Outcome, Unit, Verdict
from tests.oracle.torch_testing import database_of_torch
from tests.oracle.workers import Report
from tests.support.frameworks import torch

#: Samples taken of a dtype that is not here: all.
SAMPLES = {"float64": 6, "int64": 6, "int32": 4, "bool": 4, "complex64": 6, "bfloat16": 4, "float16": 4}
GRADIENTS = frozenset({"float32", "float64", "complex64"})


@lru_cache(maxsize=1)
def entries() -> dict[str, Any]:
    """The database's entries by name, with the variant: ``div/floor_rounding``."""
    found = database_of_torch("common_methods_invocations", "op_db")
    return {op.name + (f"/{op.variant_test_name}" if op.variant_test_name else ""): op for op in found}


def units(dtypes: Collection[str]) -> list[Unit]:
    """One unit for each entry and dtype that torch supports on the CPU; an entry without float32 has its first."""
    found = []
    for name, op in entries().items():
        supported = [dtype for dtype in DTYPES if op.supports_dtype(getattr(torch, dtype), "cpu")]
        chosen = [dtype for dtype in supported if dtype in dtypes]
        if "float32" in dtypes and "float32" not in supported:
            chosen = list(dict.fromkeys([*supported[:1], *chosen]))
            if not supported:
                chosen = ["float32"]
        found += [Unit("ops", name, dtype) for dtype in chosen]
    return found


def run(unit: Unit, report: Report) -> None:
    op = entries()[unit.entry]
    if unit.entry in op_names.EXCLUDED:
        _tell(report, unit, "function", 0, "excluded", op_names.EXCLUDED[unit.entry])
        return
    samples, problem = _samples(op, unit.dtype)
    if problem or not samples:
        _tell(report, unit, "function", 0, "excluded", problem or "torch has no sample for this dtype on the CPU")
        return
    calls: list[tuple[int, Call]] = []
    for number, sample in enumerate(samples[: report.limit]):
        try:
            arguments = sample_of(unit.entry, sample)
            calls += [(number, call) for call in _calls(unit, op, arguments)]
        except NoText as missing:
            _tell(report, unit, "function", number, "excluded", f"cannot be written as text: {missing}")
    functions = build(calls, str(unit))
    for (number, call), function in zip(calls, functions, strict=True):
        if report.begin(call.form, number, function.source, function.converted):
            verdict, reason = compare(Case(op.name, unit.dtype, call, function))
            if verdict is not None:
                report.end(_outcome(unit, call, number, verdict, reason, function))


def _calls(unit: Unit, op: Any, sample: Sample) -> Iterator[Call]:
    yield from calls_of(unit.entry, op, sample)
    function = op_names.function_name(op)
    if op.supports_out and function and "out" not in sample.kwargs and unit.entry not in op_names.COMPOSED:
        result = torch_pure(op_names.resolve(function), sample)
        if isinstance(result, torch.Tensor):
            yield out_call(function, sample, [result], several=False)
        elif isinstance(result, tuple) and all(isinstance(item, torch.Tensor) for item in result):
            yield out_call(function, sample, result, several=True)


def _samples(op: Any, dtype: str) -> tuple[list[Any], str]:
    """The samples, whose tensors say which of them need gradients; or why there are none."""
    try:
        samples = _generate(op, dtype, False)
        if dtype not in GRADIENTS or not op.supports_autograd:
            return samples, ""
    except Exception as error:  # torch's own generator does not work here
        return [], f"torch's samples cannot be made here: {type(error).__name__}: {error}"
    try:
        with_gradients = _generate(op, dtype, True)
    except Exception:
        return samples, ""
    return (with_gradients if len(with_gradients) == len(samples) else samples), ""


def _generate(op: Any, dtype: str, requires_grad: bool) -> list[Any]:
    torch.manual_seed(0)
    np.random.seed(0)
    random.seed(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        samples = list(op.sample_inputs("cpu", getattr(torch, dtype), requires_grad=requires_grad))
    return samples[: SAMPLES.get(dtype, len(samples))] if op.supports_dtype(torch.float32, "cpu") else samples


def _outcome(unit: Unit, call: Call, number: int, verdict: Verdict, reason: str, function: Function) -> Outcome:
    shown = (function.source, function.converted) if verdict not in ("match", "excluded") else ("", "")
    return Outcome(unit.database, unit.entry, unit.dtype, call.form, number, verdict, reason[:600], *shown)


def _tell(report: Report, unit: Unit, form: str, number: int, verdict: Verdict, reason: str) -> None:
    if report.begin(form, number):
        report.end(Outcome(unit.database, unit.entry, unit.dtype, form, number, verdict, reason[:600]))
