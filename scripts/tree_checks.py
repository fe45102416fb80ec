"""What a converted tree must satisfy, checked anew from the two folders and the logs alone.

Nothing of the converter is used here, so that a fault in its own checks shows. ``check_tree`` says what is wrong:

- every file of the source is in the output, and nothing else but the helper module
- what the report calls copied or unchanged is the same, byte for byte; of what was converted, every line outside
  the stretches in ``edits.csv``
- every module that parses still parses, and reads no name that is bound nowhere in its scopes and was bound before
- no name in code is torch's (torchvision's, torchaudio's), but where a finding stands
- no file failed
"""

from __future__ import annotations

import ast
import builtins
import csv
import json
import re
import symtable
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

FRAMEWORK = ("torch", "torchvision", "torchaudio")
#: Folders that belong to tools; the converter leaves them out.
LEFT_OUT = frozenset(("__pycache__", ".git", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", ".tox"))
_LINE = re.compile(rb"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
#: Names that every module has.
_GIVEN = frozenset(dir(builtins)) | {"__file__", "__path__", "__builtins__", "__annotations__", "WindowsError"}


class Violation(NamedTuple):
    """Something that is not as it must be; ``line`` is one of the output, 0 for the whole file."""

    kind: str
    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.path}:{self.line}: {self.message}"


class Stretch(NamedTuple):
    """Lines that were edited: the first and how many, in the source and in the output."""

    line: int
    lines: int
    output_line: int
    output_lines: int


def files_of(folder: Path) -> set[str]:
    """Every file below a folder, but those of tools."""
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file() or path.is_symlink())
    return {path.as_posix() for path in found if not LEFT_OUT & set(path.parts)}


def check_tree(source: Path, output: Path, logs: Path) -> Iterator[Violation]:
    """Everything that is wrong with the output of a run that wrote its logs to ``logs``."""
    report = json.loads((logs / "report.json").read_text(encoding="utf-8"))
    records = {record["path"]: record for record in report["files"]}
    edits = read_edits(logs / "edits.csv")
    expected, found = files_of(source), files_of(output)
    for path in sorted(expected - found):
        yield Violation("lost", path, 0, "is not in the output")
    for path in sorted(found - expected - {report["helper_module"]}):
        yield Violation("added", path, 0, "is not in the source")
    for path in sorted(expected & found):
        record = records.get(path, {"status": "not in the report"})
        findings = record.get("diagnostics", [])
        if record["status"] not in ("copied", "unchanged", "converted"):
            reasons = [finding["message"] for finding in findings if finding["severity"] == "error"]
            yield Violation(record["status"], path, 0, "; ".join(reasons))
            continue
        before, after = (source / path).read_bytes(), (output / path).read_bytes()
        if record["status"] != "converted" and before != after:
            yield Violation("changed", path, 0, f"differs, and is said to be {record['status']}")
        if path.endswith((".py", ".pyi")):
            yield from _check_module(path, before, after, edits[path], findings)


def read_edits(path: Path) -> dict[str, list[Stretch]]:
    """The stretches of ``edits.csv`` by file."""
    found: dict[str, list[Stretch]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for name, *numbers in list(csv.reader(stream))[1:]:
            found[name].append(Stretch(*map(int, numbers)))
    return found


def _check_module(
    path: str, before: bytes, after: bytes, edits: Sequence[Stretch], findings: Sequence[dict[str, Any]]
) -> Iterator[Violation]:
    if problem := unlisted_change(before, after, edits):
        yield Violation("unlisted line", path, *problem)
    if _parsed(before, path) is None:
        return
    new = _parsed(after, path)
    if new is None:
        yield Violation("does not parse", path, 0, "the source does")
        return
    listed = _listed_lines(findings)
    for line, name in framework_names(new):
        if line not in listed:
            yield Violation("unlisted torch", path, line, name)
    if before != after:
        for name in sorted(unbound(after, path) - unbound(before, path)):
            yield Violation("unbound name", path, 0, name)


def unlisted_change(before: bytes, after: bytes, edits: Sequence[Stretch]) -> tuple[int, str] | None:
    """The first line (of the output) outside the stretches that is not the source's, and what stands there."""
    old, new = _LINE.findall(before), _LINE.findall(after)
    at, new_at = 0, 0
    for stretch in (*edits, Stretch(len(old) + 1, 0, len(new) + 1, 0)):
        kept, new_kept = old[at : stretch.line - 1], new[new_at : stretch.output_line - 1]
        if kept != new_kept:
            pairs = enumerate(zip(kept, new_kept, strict=False))
            first = next((index for index, (one, other) in pairs if one != other), min(len(kept), len(new_kept)))
            text = new_kept[first] if first < len(new_kept) else b"(lines are missing)"
            return new_at + first + 1, text.decode("utf-8", "replace").strip()
        at, new_at = stretch.line - 1 + stretch.lines, stretch.output_line - 1 + stretch.output_lines
    return None


def _parsed(data: bytes, path: str) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(data, path)
        except (SyntaxError, ValueError):
            return None


def _listed_lines(findings: Iterable[dict[str, Any]]) -> set[int]:
    """The lines of the output at which a finding stands."""
    found: set[int] = set()
    for finding in findings:
        first = finding["output_line"]
        found.update(range(first, first + finding["end_line"] - finding["line"] + 1))
    return found


def framework_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where code names the source framework: an import of it, or a name that no parameter or assignment binds."""
    # `torch = paddle_helpers.Unconverted("torch")` does not make it the author's own.
    stands_in = {
        id(target)
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        for target in node.targets
        if isinstance(node.value.func, ast.Attribute) and node.value.func.attr == "Unconverted"
    }
    own = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    own |= {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and id(node) not in stands_in
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in FRAMEWORK:
                    yield node.lineno, f"import {alias.name}"
        elif isinstance(node, ast.ImportFrom):
            if not node.level and (node.module or "").split(".")[0] in FRAMEWORK:
                yield node.lineno, f"from {node.module} import"
        elif isinstance(node, ast.Name) and node.id in FRAMEWORK and node.id not in own:
            if id(node) in stands_in:
                continue
            yield node.lineno, node.id


def unbound(data: bytes, path: str) -> set[str]:
    """Names that some scope takes from the module, and that neither the module nor a ``global`` binds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # It takes bytes as well, and reads their encoding declaration.
        module = symtable.symtable(data, path, "exec")  # type: ignore[arg-type]
    bound = {symbol.get_name() for symbol in module.get_symbols() if symbol.is_assigned() or symbol.is_imported()}
    read: set[str] = set()
    tables = [module]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if symbol.is_namespace() and table is module:
                bound.add(symbol.get_name())
            if symbol.is_declared_global() and (symbol.is_assigned() or symbol.is_imported()):
                bound.add(symbol.get_name())
            if symbol.is_referenced() and (table is module or symbol.is_global()):
                read.add(symbol.get_name())
    # A star import may bind anything.
    return set() if b"import *" in data else read - bound - _GIVEN
