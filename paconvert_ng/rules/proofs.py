"""The ``tests`` of a rule."""

from __future__ import annotations

import ast
import re

from .errors import Problem
from .fields import Fields
from .keys import TEST_FORMS, TEST_KEYS
from .model import RuleTest
from .yaml_nodes import Node

_SPEC = re.compile(r"(f64|f32|f16|bf16|i64|i32|i16|i8|u8|bool|c64|c128)\b")


def read_tests(rule: str, nodes: list[Node], file: str, problems: list[Problem]) -> tuple[RuleTest, ...]:
    """The tests of ``rule``, as far as they can be read."""
    return tuple(
        test
        for test in (_read_test(rule, Fields(node, file, problems, "a test")) for node in nodes)
        if test is not None
    )


def _read_test(rule: str, fields: Fields) -> RuleTest | None:
    if not isinstance(fields.node.value, dict):
        return None
    fields.allow(TEST_KEYS)
    forms = [form for form in TEST_FORMS if fields.has(form)]
    if len(forms) != 1:
        fields.problem(f"a test has exactly one of {', '.join(TEST_FORMS)}")
        return None
    form = forms[0]
    source = fields.text(form)
    if not source:
        return None
    _check_source(form, source, fields)
    inputs = tuple((name, _input(name, node, fields)) for name, node in fields.mapping("with").items())
    names = {name for name, _ in inputs}
    grad = fields.texts("grad") if fields.has("grad") else ()
    for name in grad:
        if name not in names:
            fields.problem(f"grad: {name!r} is not in `with`", "grad")
    if form == "code" and (names or grad):
        fields.problem("a `code` test makes its own inputs: no `with` or `grad`", "with" if names else "grad")
    if fields.has("attributes") and form != "module":
        fields.problem("`attributes` belongs to a `module` test", "attributes")
    return RuleTest(
        rule=rule,
        where=fields.where(form),
        form=form,  # type: ignore[arg-type]
        source=source,
        inputs=inputs,
        grad=grad,
        tol=fields.number("tol"),
        expect=fields.text("expect"),
        unconverted=fields.text("unconverted"),
        attributes=fields.texts("attributes") if fields.has("attributes") else (),
    )


def _check_source(form: str, source: str, fields: Fields) -> None:
    try:
        tree = ast.parse(source, mode="exec" if form == "code" else "eval")
    except SyntaxError as error:
        kind = "a program" if form == "code" else "an expression (use `code` for statements)"
        fields.problem(f"`{form}` is not {kind}: {error.msg}", form)
        return
    if form == "code" and not any(isinstance(node, ast.Name) and node.id == "result" for node in ast.walk(tree)):
        fields.problem("a `code` test leaves what is compared in `result`", form)


def _input(name: str, node: Node, fields: Fields) -> str:
    where = f"{fields.file}:{node.key_line or node.line}"
    if not name.isidentifier():
        fields.problems.append(Problem(where, f"`with`: {name!r} is no variable name"))
    if not isinstance(node.value, str):
        return repr(node.plain())
    if not _SPEC.match(node.value):
        try:
            ast.literal_eval(node.value)
        except (ValueError, SyntaxError):
            message = (
                f"`with`: {name}: {node.value!r} is neither a tensor such as 'f32 2x3' nor a Python literal "
                f"(text is written {name}: \"'{node.value}'\")"
            )
            fields.problems.append(Problem(where, message))
    return node.value
