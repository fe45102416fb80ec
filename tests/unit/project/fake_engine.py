"""A small engine for tests of everything around the conversion.

``torch`` becomes ``paddle``; ``helper(x)`` needs the helper ``x``; ``left`` is left; ``crash``,
``die``, ``slow`` and ``unchecked`` do what they say. A file without "torch" is not converted.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.diagnostics.receivers import Receiver
from paconvert_ng.options import Options
from paconvert_ng.project.cache import fingerprint  # noqa: F401  (a function of every engine)
from paconvert_ng.project.engine import ParseProblem


class FakeResult(NamedTuple):
    code: str
    diagnostics: tuple[Diagnostic, ...] = ()
    converted: tuple[tuple[str, bool], ...] = ()
    helpers: frozenset[str] = frozenset()
    receivers: tuple[Receiver, ...] = ()
    edited: tuple[tuple[int, int, int, int], ...] = ()


class FakeTree:
    def __init__(self, facts: Mapping[str, str], root_name: str) -> None:
        self.facts = dict(facts)
        self.root_name = root_name

    def digest(self) -> str:
        return repr(sorted(self.facts.items()))

    def needs_conversion(self, path: str) -> bool:
        return self.facts[path].startswith("torch")


def count(what: str) -> None:
    """Each call leaves a line in the file that $FAKE_ENGINE_LOG names, so that tests see what was done where."""
    if log := os.environ.get("FAKE_ENGINE_LOG"):
        with open(log, "a") as stream:
            stream.write(f"{what} {os.getpid()}\n")


def mentions(source: str) -> bool:
    return "torch" in source


def index(source: str, path: str) -> str:
    """What other files see of a file: whether it uses torch, and its first line starting with "export"."""
    count(f"index {path}")
    exports = re.findall(r"^# export .*", source, re.MULTILINE)
    return ("torch" if mentions(source) else "") + " ".join(exports)


def build_tree(facts: Mapping[str, str], root_name: str, along: Mapping[str, str]) -> FakeTree:
    return FakeTree(facts, root_name)


def load_rules(options: Options) -> str:
    count("rules")
    if "no-such-rule" in "".join(options.rules):
        raise ValueError("rules/x.yaml:3: faulty")
    return f"rules for {options.paddle_version}"


def describe(source: str, *, path: str, options: Options, rules: Any) -> FakeResult:
    return FakeResult(source)


def convert(
    source: str, *, path: str, tree: FakeTree, options: Options, rules: Any, helper_import: str | None, way: Any = None
) -> FakeResult:
    count(f"convert {path}")
    assert isinstance(rules, str)
    if "crash" in source:
        raise RuntimeError("crashed\non purpose")
    if "die" in source:
        os._exit(3)
    if "slow" in source:
        time.sleep(60)
    if "unchecked" in source:
        raise AssertionError("check")
    if parse_problem(source):
        raise SyntaxError("no")
    helpers = frozenset(re.findall(r"helper\((\w+)\)", source))
    diagnostics = tuple(
        Diagnostic("PC101", "torch.left", f"no rule ({rules})", path, number, line.index("left"), number, len(line))
        for number, line in enumerate(source.splitlines(), 1)
        if "left" in line
    )
    newline = "\r\n" if "\r\n" in source else "\n"
    head = ""
    if helpers:
        lines = helper_import.splitlines() if helper_import else ["class paddle_helpers: pass"]
        head = "".join(line + newline for line in lines)
    code = head + source.replace("torch", "paddle") if "keep" not in source else source
    converted = tuple(("torch." + name, name != "unproved") for name in re.findall(r"torch\.(\w+)", source))
    return FakeResult(code, diagnostics, tuple(c for c in converted if c[0] != "torch.left"), helpers)


def failure_code(error: Exception) -> str:
    return "PC304" if isinstance(error, AssertionError) else "PC303"


def parse_problem(source: str) -> ParseProblem | None:
    try:
        compile(source, "x", "exec")
    except SyntaxError as error:
        return ParseProblem(error.msg, error.lineno or 1, (error.offset or 1) - 1)
    return None


def bundle(names: Iterable[str]) -> str:
    count("bundle")
    return "".join(f"class {name}: pass\n" for name in sorted(names))


def inline(names: Iterable[str], module_name: str) -> list[str]:
    return ["", f"class {module_name}:", *(f"    {name} = 1" for name in sorted(names)), ""]


def known_helpers() -> frozenset[str]:
    return frozenset(("Conv", "Linear"))
