"""torch's module database (``common_modules.module_db``): every input built, called and differentiated."""

from __future__ import annotations

import traceback
import types
from collections.abc import Collection, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

from paconvert_ng import convert_source
from tests.oracle.module_compare import ModuleRun, compare_modules, run_in_paddle, run_in_torch
from tests.oracle.module_samples import HEADER, ModuleForm, module_forms, wrong_forms
from tests.oracle.op_runs import lacks_kernel
from tests.oracle.outcomes import Outcome, Unit, Verdict
from tests.oracle.torch_testing import database_of_torch
from tests.oracle.workers import Report
from tests.support.frameworks import torch
from tests.support.programs import framework_words, run_module

#: Forms that are converted together, as one program.
FORMS_PER_PROGRAM = 60
#: Wrong arguments of layers that stay Paddle's own; what they mean there is no result that torch has.
TAKEN = "def build_2_refused_train():\n    return torch.nn.MaxPool2d(3, padding=5)"


@lru_cache(maxsize=1)
def database() -> dict[str, Any]:
    """The entries by name (``nn.Linear``); those of torch.nn alone."""
    return {info.name: info for info in database_of_torch("common_modules", "module_db")}


def units(dtypes: Collection[str]) -> list[Unit]:
    """One a module and dtype that the database has for it; half precision for every module."""
    found = []
    for name, info in database().items():
        known = {str(dtype).removeprefix("torch.") for dtype in info.dtypes} | {"bfloat16", "float16"}
        found += [Unit("modules", name, dtype) for dtype in dtypes if dtype in known]
    return found


def run(unit: Unit, report: Report) -> None:
    """Every input of one module, in every form."""
    forms: list[ModuleForm] = []
    info, dtype = database()[unit.entry], getattr(torch, unit.dtype)
    for form in chain(module_forms(info, dtype), wrong_forms(info, dtype)):
        if isinstance(form, ModuleForm):
            if report.wants(form.name, form.sample):
                forms.append(form)
        elif report.begin("(no text)", form[0]):
            report.end(_outcome(unit, "(no text)", form[0], "error", form[1]))
    for start in range(0, len(forms), FORMS_PER_PROGRAM):
        _run_program(unit, forms[start : start + FORMS_PER_PROGRAM], report)


def _run_program(unit: Unit, forms: Sequence[ModuleForm], report: Report) -> None:
    source = program(forms)
    converted = convert_source(source)
    names = _lines_by_form(source, forms)
    left: dict[str, str] = {}
    for diagnostic in converted.unconverted:
        for form in names[diagnostic.line]:
            left.setdefault(form.build, f"{diagnostic.api}: {diagnostic.message}")
    theirs_failure, theirs = "", types.ModuleType("failed")
    ours = run_module(source, f"{unit} torch")
    try:
        theirs = run_module(converted.code, f"{unit} paddle")
    except Exception:  # a broken program is a result here, not a failure of the harness
        theirs_failure = traceback.format_exc(limit=-3)
    for form in forms:
        output = converted_text(converted.code, form)
        if not report.begin(form.name, form.sample, form.text, output):
            continue
        verdict, reason = _verdict(unit.dtype, form, ours, theirs, theirs_failure, left.get(form.build, ""), output)
        shown = ("", "") if verdict in ("match", "excluded") else (form.text, output)
        report.end(_outcome(unit, form.name, form.sample, verdict, reason, *shown))


def _verdict(
    dtype: str,
    form: ModuleForm,
    ours: types.ModuleType,
    theirs: types.ModuleType,
    broken: str,
    left: str,
    output: str,
) -> tuple[Verdict, str]:
    try:
        expected = run_in_torch(form, ours)
    except Exception as error:  # torch's own refusal
        if not form.refuses:
            return "excluded", f"torch: {type(error).__name__}: {error}"[:300]
        return ("unconverted", left) if left else _refused(form, error, theirs)
    if form.refuses:
        return "excluded", "torch takes what its database says it refuses"
    if left:
        return "unconverted", left
    if broken:
        return "error", broken
    words = framework_words(output)
    if words:
        return "error", f"the converted program still names the source framework: {', '.join(words[:3])}"
    return _compared(dtype, form, expected, theirs)


def _refused(form: ModuleForm, error: Exception, theirs: types.ModuleType) -> tuple[Verdict, str]:
    """Whether Paddle refuses it too; with which exception does not matter."""
    try:
        run_in_paddle(form, theirs)
    except Exception:  # that is what is asked for
        return "match", ""
    said = f"torch refuses this with {type(error).__name__}: {error}"[:300]
    if form.text.startswith(TAKEN):
        return "excluded", f"{said}; Paddle takes it, and no program that runs in torch is concerned"
    return "differs", said


def _compared(dtype: str, form: ModuleForm, expected: ModuleRun, theirs: types.ModuleType) -> tuple[Verdict, str]:
    try:
        lines = compare_modules(form, expected, theirs)
    except NotImplementedError as error:
        return "unconverted", str(error)
    except Exception as error:  # whatever Paddle or a helper raises is the result
        if dtype in ("float16", "bfloat16") and lacks_kernel(dtype, error):
            return "excluded", f"the CPU build of Paddle has no {dtype} kernel for it"
        where = traceback.format_exc(limit=-2)
        return "error", f"{type(error).__name__}: {str(error).strip()[-300:]}\n{where[-700:]}"
    return ("differs", "\n".join(lines[:6])) if lines else ("match", "")


def program(forms: Sequence[ModuleForm]) -> str:
    """One module with the functions of all ``forms``."""
    return HEADER + "".join(f"\n\n{form.text}" for form in forms)


def converted_text(code: str, form: ModuleForm) -> str:
    """The part of a converted program that belongs to ``form``."""
    start = code.find(f"def {form.build}(")
    if form.name.startswith("network"):
        start = code.rfind("\nclass Net_", 0, start) + 1
    end = code.find("\n\n\n", code.find(f"def {form.call}("))
    return code[start : end if end >= 0 else len(code)].rstrip()


def _lines_by_form(source: str, forms: Sequence[ModuleForm]) -> dict[int, list[ModuleForm]]:
    """The forms concerned by a line of ``program(forms)``; a line of the header concerns all."""
    lines: dict[int, list[ModuleForm]] = {}
    number = 1
    for _ in HEADER.splitlines():
        lines[number] = list(forms)
        number += 1
    for form in forms:
        for _ in f"\n\n{form.text}".splitlines():
            lines[number] = [form]
            number += 1
    return lines


def _outcome(
    unit: Unit, form: str, sample: int, verdict: Verdict, reason: str, source: str = "", converted: str = ""
) -> Outcome:
    return Outcome(unit.database, unit.entry, unit.dtype, form, sample, verdict, reason, source, converted)
