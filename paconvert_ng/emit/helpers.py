"""Bundles helpers: those that an output uses, with everything they need, taken from ``runtime/`` as text.

A tree gets them as a module of its own; a single file gets them inlined, in a function that makes the same
namespace, so that ``paddle_helpers.name`` reads the same in both.
"""

from __future__ import annotations

import ast
import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

RUNTIME = Path(__file__).resolve().parent.parent / "runtime"

MODULE_DOC = '''"""What Paddle does not do as torch does: helpers for code that paconvert converted.

Only those that this tree uses are here. Each stands for one torch API and means the same for every call form.
"""
'''


@dataclass(frozen=True)
class Definition:
    """One top-level name of a runtime module: its text, the names it mentions, its line."""

    module: str
    name: str
    text: str
    mentions: frozenset[str]
    line: int


@dataclass(frozen=True)
class RuntimeModule:
    """A parsed file of ``runtime/``: definitions, names imported from siblings, and other imports by bound name."""

    definitions: dict[str, Definition]
    siblings: dict[str, str]
    imports: dict[str, str]


@functools.cache
def _locations() -> dict[str, str]:
    """Which runtime module defines a name (found by a cheap look at the text)."""
    found: dict[str, str] = {}
    for file in sorted(RUNTIME.glob("*.py")):
        text = file.read_text(encoding="utf-8")
        for name in re.findall(r"^(?:async def|def|class) (\w+)|^(\w+)(?:\s*:[^=\n]+)?\s*=", text, re.MULTILINE):
            found[name[0] or name[1]] = file.stem
    return found


def helper_names() -> frozenset[str]:
    """All names that runtime modules define."""
    return frozenset(_locations())


@functools.cache
def _load(module: str) -> RuntimeModule:
    text = (RUNTIME / f"{module}.py").read_text(encoding="utf-8")
    lines = text.splitlines()
    definitions: dict[str, Definition] = {}
    siblings: dict[str, str] = {}
    imports: dict[str, str] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            for item in node.names:
                imports[item.asname or item.name.split(".")[0]] = ast.unparse(ast.Import([item]))
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                if node.level or (node.module or "").startswith("paconvert_ng.runtime"):
                    siblings[item.name] = (node.module or "").rpartition(".")[2]
                elif node.module != "__future__":
                    imports[item.asname or item.name] = f"from {node.module} import {item.name}" + (
                        f" as {item.asname}" if item.asname else ""
                    )
        else:
            for name in _defined(node):
                definitions[name] = _definition(module, name, node, lines)
    return RuntimeModule(definitions, siblings, imports)


def _defined(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        yield node.name
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
    elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id


def _definition(module: str, name: str, node: ast.stmt, lines: list[str]) -> Definition:
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    while first > 1 and lines[first - 2].startswith("#"):
        first -= 1
    mentions = frozenset(n.id for n in ast.walk(node) if isinstance(n, ast.Name)) | _string_annotations(node)
    return Definition(module, name, "\n".join(lines[first - 1 : node.end_lineno]), mentions - {name}, first)


def _string_annotations(node: ast.stmt) -> frozenset[str]:
    """Names inside annotations that are written as strings."""
    found: set[str] = set()
    for part in ast.walk(node):
        for annotation in (getattr(part, "annotation", None), getattr(part, "returns", None)):
            if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
                found.update(re.findall(r"[A-Za-z_]\w*", annotation.value))
    return frozenset(found)


def _closure(names: Iterable[str]) -> tuple[list[Definition], list[str]]:
    """The definitions behind the names in an order in which they can run, and the import lines they need."""
    wanted: dict[tuple[str, str], Definition] = {}
    order: list[str] = []
    imports: set[str] = set()

    def visit_module(module: str) -> None:
        if module not in order:
            for sibling in sorted(set(_load(module).siblings.values())):
                visit_module(sibling)
            if module not in order:
                order.append(module)

    def visit(module: str, name: str) -> None:
        loaded = _load(module)
        if name in loaded.definitions:
            if (module, name) not in wanted:
                definition = wanted[(module, name)] = loaded.definitions[name]
                visit_module(module)
                for mention in sorted(definition.mentions):
                    visit(module, mention)
        elif name in loaded.siblings:
            visit(loaded.siblings[name], name)
        elif name in loaded.imports:
            imports.add(loaded.imports[name])

    for name in sorted(set(names)):
        visit(_locations()[name], name)
    unique = {(d.module, d.line): d for d in wanted.values()}
    definitions = sorted(unique.values(), key=lambda d: (order.index(d.module), d.line))
    return definitions, sorted(imports, key=lambda line: (line.startswith("from"), line))


def _separated(definitions: list[Definition]) -> str:
    text = ""
    for previous, definition in zip([None, *definitions], definitions, strict=False):
        simple = previous is not None and _is_simple(previous.text) and _is_simple(definition.text)
        text += ("\n" if simple else "\n\n\n") + definition.text if text else definition.text
    return text


def _is_simple(text: str) -> bool:
    return not text.lstrip("#").startswith(("def ", "class ", "@", "async "))


def bundle(names: Iterable[str]) -> str:
    """The text of a helper module that holds these helpers and all that they need."""
    definitions, imports = _closure(names)
    return "\n".join([MODULE_DOC, "from __future__ import annotations\n", *imports, "\n", _separated(definitions), ""])


def inline(names: Iterable[str], module_name: str) -> list[str]:
    """The lines that give a single file the namespace ``module_name`` with these helpers."""
    names = sorted(set(names))
    definitions, imports = _closure(names)
    body = _quote_annotations(_separated(definitions))
    exposed = ", ".join(f"{name}={name}" for name in names)
    lines = [
        "",
        "",
        f"def _{module_name}():",
        '    """What Paddle does not do as torch does: helpers for the code below, written by paconvert."""',
        "    import types",
        *(f"    {line}" for line in imports),
        "",
        *(f"    {line}" if line.strip() else "" for line in body.splitlines()),
        "",
        f"    helpers = types.SimpleNamespace({exposed})",
        "    for name, value in vars(helpers).items():",
        "        if isinstance(value, type) and value.__module__ == __name__:",
        f'            value.__qualname__ = f"{module_name}.{{name}}"  # so that instances can be pickled',
        "    return helpers",
        "",
        "",
        f"{module_name} = _{module_name}()",
        "",
    ]
    return lines


def _quote_annotations(text: str) -> str:
    """Annotations as strings: inside a function they would be evaluated, some before what they name exists."""
    edits: list[tuple[int, int, str]] = []
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    data = text.encode()
    for node in ast.walk(ast.parse(text)):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(annotation, ast.expr) and not isinstance(annotation, ast.Constant):
                start = starts[annotation.lineno - 1] + annotation.col_offset
                end = starts[annotation.end_lineno - 1] + annotation.end_col_offset  # type: ignore[operator]
                edits.append((start, end, repr(ast.unparse(annotation))))
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()
