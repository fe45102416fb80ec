"""Proving a rule by one of its tests: run the program under torch, its conversion under Paddle, compare.

``prove`` is the entry; the four kinds of tests (docs/rule-format.md, "Tests") are proved here, but for
``module:``, which has ``module_proof``.
"""

from __future__ import annotations

import ast
import traceback
import types
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from paconvert_ng.rules.model import Rule, RuleTest
from paconvert_ng.verify.inputs import LiteralSpec, TensorSpec, make_array, parse_spec
from tests.support import module_proof
from tests.support.compare import Comparison, differences
from tests.support.conversion import Converted, Converter, convert_program, failure
from tests.support.forms import Form, call_forms
from tests.support.frameworks import paddle, torch
from tests.support.gradients import paddle_gradients, torch_gradients
from tests.support.programs import function_source, program_of, returned_expression, run_module, script_of
from tests.support.tensors import paddle_argument, torch_argument

Specs = Mapping[str, TensorSpec | LiteralSpec]
Arrays = Mapping[str, np.ndarray | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run left: the result, the inputs as they are afterwards, gradients by input."""

    result: Any
    inputs: dict[str, Any]
    gradients: dict[str, np.ndarray | None]


def prove(test: RuleTest, rule: Rule, convert: Converter, names: tuple[str, ...] = ()) -> None:
    """Proves ``rule`` by ``test``; raises ProofFailure. ``names`` are other names of the same API."""
    if test.unconverted:
        prove_unconverted(test, rule, convert)
    elif test.form == "module":
        module_proof.prove_module(test, _forms(test, rule, names), _specs(test), convert)
    elif test.form == "code":
        prove_code(test, convert)
    else:
        prove_call(test, rule, convert, names)


def prove_call(test: RuleTest, rule: Rule, convert: Converter, names: tuple[str, ...] = ()) -> None:
    """``call`` and ``random`` tests: every form gives torch's result, gradients and changes of inputs."""
    specs = _specs(test)
    arrays = _arrays(test, specs)
    forms = _forms(test, rule, names)
    program = program_of(forms, specs)
    expected = _torch_outcomes(test, program, forms, specs, arrays)
    kept = [form for form in forms if form.name in expected]
    converted = convert_program(test, program_of(kept, specs), convert)
    if test.expect:
        _check_expected_text(converted)
    module = _run_converted(converted)
    for form in kept:
        how = Comparison(tol=test.tol, values=test.form != "random")
        outcome = _paddle_outcome(converted, module, form, specs, arrays, test.grad)
        if outcome is None:
            continue
        lines = _outcome_differences(expected[form.name], outcome, how)
        if lines:
            raise converted.fail(lines, form.name)


def prove_code(test: RuleTest, convert: Converter) -> None:
    """``code`` tests: what the program leaves in ``result`` is the same."""
    program = script_of(test.source)
    torch.manual_seed(0)
    try:
        expected = run_module(program, f"{test.rule} torch").result
    except Exception:
        raise failure(test, ["the test fails under torch:", *_trace()], program) from None
    converted = convert_program(test, program, convert)
    paddle.seed(0)
    actual = _run_converted(converted).result
    lines = differences(expected, actual, Comparison(tol=test.tol))
    if lines:
        raise converted.fail(lines)


def prove_unconverted(test: RuleTest, rule: Rule, convert: Converter) -> None:
    """The call is left with a diagnostic that mentions ``unconverted``, and raises when it is run."""
    specs = _specs(test)
    form = Form("as_written", test.source)
    program = script_of(test.source) if test.form == "code" else program_of([form], specs)
    result = convert(program)
    converted = convert_program(test, program, convert, complete=False)
    messages = [f"{diagnostic.api}: {diagnostic.message}" for diagnostic in result.unconverted]
    if not any(test.unconverted in message for message in messages):
        wanted = f"nothing was left with a message that mentions {test.unconverted!r}"
        raise converted.fail([wanted, *messages])
    if test.form == "code":
        return
    module = _run_converted(converted)
    arguments = [paddle_argument(spec, array, False) for spec, array in _pairs(specs, _arrays(test, specs))]
    try:
        getattr(module, form.name)(*arguments)
    except Exception as error:
        name = rule.name.removeprefix("torch.Tensor.")
        if name.rsplit(".", 1)[-1] not in str(error):
            raise converted.fail([f"the call left raises {error!r}, which does not name {rule.name}"]) from None
        return
    raise converted.fail(["the call that was left runs without an error"])


def _forms(test: RuleTest, rule: Rule, names: tuple[str, ...]) -> list[Form]:
    method = rule.kind in ("method", "attribute")
    as_value = bool(rule.helper or rule.drop_in) and not test.unconverted
    return call_forms(test.source, (rule.name, *names), rule.signatures, method=method, as_value=as_value)


def _specs(test: RuleTest) -> dict[str, TensorSpec | LiteralSpec]:
    return {name: parse_spec(text) for name, text in test.inputs}


def _arrays(test: RuleTest, specs: Specs) -> dict[str, np.ndarray | None]:
    rng = np.random.default_rng(zlib.crc32(test.rule.encode()))
    return {name: make_array(spec, rng) if isinstance(spec, TensorSpec) else None for name, spec in specs.items()}


def _pairs(specs: Specs, arrays: Arrays) -> list[tuple[TensorSpec | LiteralSpec, np.ndarray | None]]:
    return [(spec, arrays[name]) for name, spec in specs.items()]


def _torch_outcomes(
    test: RuleTest, program: str, forms: list[Form], specs: Specs, arrays: Arrays
) -> dict[str, Outcome]:
    """Outcome by form; a derived form that torch refuses (TypeError) is no form of this API."""
    outcomes = {}
    module = run_module(program, f"{test.rule} torch")
    for form in forms:
        torch.manual_seed(0)
        try:
            outcomes[form.name] = _torch_outcome(getattr(module, form.name), specs, arrays, test.grad)
        except TypeError:
            if form.name == "as_written":
                raise failure(test, ["the test fails under torch:", *_trace()], program) from None
        except Exception:
            raise failure(test, ["the test fails under torch:", *_trace()], program, form=form.name) from None
    return outcomes


def _torch_outcome(function: Callable, specs: Specs, arrays: Arrays, grad: tuple[str, ...]) -> Outcome:
    def arguments() -> dict[str, Any]:
        return {name: torch_argument(spec, arrays[name], name in grad) for name, spec in specs.items()}

    leaves = inputs = arguments()
    try:
        result = function(*inputs.values())
    except RuntimeError as error:
        # An in-place function cannot change a leaf that needs a gradient: it gets a copy, the gradient is the leaf's.
        if "a leaf Variable that requires grad" not in str(error):
            raise
        leaves = arguments()
        inputs = {name: value.clone() if name in grad else value for name, value in leaves.items()}
        result = function(*inputs.values())
    gradients = torch_gradients(result, {name: leaves[name] for name in grad})
    return Outcome(result, inputs, gradients)


def _paddle_outcome(
    converted: Converted,
    module: types.ModuleType,
    form: Form,
    specs: Specs,
    arrays: Arrays,
    grad: tuple[str, ...],
) -> Outcome | None:
    """The converted form's outcome, or None where an unknown receiver was left, said so, and failed loudly."""

    def arguments() -> dict[str, Any]:
        return {name: paddle_argument(spec, arrays[name], name in grad) for name, spec in specs.items()}

    paddle.seed(0)
    leaves = inputs = arguments()
    try:
        try:
            result = getattr(module, form.name)(*inputs.values())
        except ValueError as error:
            if "Leaf Var" not in str(error):
                raise
            leaves = arguments()
            inputs = {name: value.clone() if name in grad else value for name, value in leaves.items()}
            result = getattr(module, form.name)(*inputs.values())
        gradients = paddle_gradients(result, {name: leaves[name] for name in grad})
    except Exception as error:
        said_so = any("PC201" in line for line in converted.diagnostics)
        if not form.typed and said_so and isinstance(error, (AttributeError, TypeError)):
            return None
        raise converted.fail(["the converted program fails under Paddle:", *_trace()], form.name) from None
    return Outcome(result, inputs, gradients)


def _outcome_differences(ours: Outcome, theirs: Outcome, how: Comparison) -> list[str]:
    lines = differences(ours.result, theirs.result, how)
    for name, value in ours.inputs.items():
        path = f"input {name} after the call"
        lines += differences(value, theirs.inputs[name], Comparison(how.tol, gradient_flags=False), path)
    if not how.values:
        return lines
    for name, gradient in ours.gradients.items():
        lines += module_proof.gradient_differences(gradient, theirs.gradients[name], how, f"gradient of {name}")
    return lines


def _run_converted(converted: Converted) -> types.ModuleType:
    try:
        return run_module(converted.code, f"{converted.test.rule} paddle")
    except Exception:
        raise converted.fail(["the converted program fails when it is imported:", *_trace()]) from None


def _check_expected_text(converted: Converted) -> None:
    actual = returned_expression(converted.code, "as_written")
    wanted = converted.test.expect.replace("helper.", "paddle_helpers.")
    if actual is None or ast.dump(actual) != ast.dump(ast.parse(wanted.strip(), mode="eval").body):
        text = ast.unparse(actual) if actual is not None else function_source(converted.code, "as_written")
        raise converted.fail([f"expected text:  {converted.test.expect}", f"converted text: {text}"])


def _trace() -> list[str]:
    """The current exception with the frames of the programs, without this harness's own."""
    lines = traceback.format_exc().rstrip().splitlines()
    return lines[1:3] + ["…"] + lines[-12:] if len(lines) > 16 else lines
