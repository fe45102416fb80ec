"""What ``runtime/`` defines, as text: parsed once and kept, since parsing costs more than a small conversion."""

from __future__ import annotations

import ast
import marshal
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from paconvert_ng.rules.locate import files_below, runtime_folder
from paconvert_ng.rules.stored import cache_folder, content_digest, write_atomically

_FORMAT = 1


class Definition(NamedTuple):
    """One top-level name of a runtime module.

    ``text`` is its source with the comments above it; ``quoted`` the same with annotations as strings, for use
    inside a function, where they would be evaluated before what they name exists. ``mentions`` are the names in it.
    """

    module: str
    name: str
    text: str
    quoted: str
    mentions: frozenset[str]
    line: int


class RuntimeModule(NamedTuple):
    """A file of ``runtime/``: definitions, names imported from siblings, and other imports by bound name."""

    definitions: dict[str, Definition]
    siblings: dict[str, str]
    imports: dict[str, str]


class RuntimeIndex(NamedTuple):
    """All runtime modules, and which of them defines a name."""

    modules: dict[str, RuntimeModule]
    locations: dict[str, str]


@lru_cache(maxsize=1)
def runtime_index() -> RuntimeIndex:
    """The index, from the cache if it is there and the files are the same."""
    files = [Path(path) for path in sorted(files_below(runtime_folder(), ".py"))]
    stored = cache_folder() / f"helpers-{content_digest(files, str(_FORMAT))}.idx"
    with suppress(OSError, ValueError, EOFError, TypeError):
        return _decode(marshal.loads(stored.read_bytes()))
    modules = {file.stem: _read(file.stem, file.read_text(encoding="utf-8")) for file in files}
    with suppress(OSError):
        stored.parent.mkdir(parents=True, exist_ok=True)
        for old in stored.parent.glob("helpers-*.idx"):
            old.unlink(missing_ok=True)
        write_atomically(stored, marshal.dumps(_encode(modules)))
    return _with_locations(modules)


def _with_locations(modules: dict[str, RuntimeModule]) -> RuntimeIndex:
    return RuntimeIndex(modules, {name: module for module, loaded in modules.items() for name in loaded.definitions})


def _encode(modules: dict[str, RuntimeModule]) -> dict[str, Any]:
    return {
        name: ([tuple(d) for d in module.definitions.values()], module.siblings, module.imports)
        for name, module in modules.items()
    }


def _decode(data: dict[str, Any]) -> RuntimeIndex:
    modules = {}
    for name, (definitions, siblings, imports) in data.items():
        made = (Definition(*fields) for fields in definitions)
        modules[name] = RuntimeModule({d.name: d for d in made}, siblings, imports)
    return _with_locations(modules)


def _read(module: str, text: str) -> RuntimeModule:
    lines = text.splitlines()
    found = RuntimeModule({}, {}, {})
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            for item in node.names:
                found.imports[item.asname or item.name.split(".")[0]] = ast.unparse(ast.Import([item]))
        elif isinstance(node, ast.ImportFrom):
            for item in node.names:
                alias = f" as {item.asname}" if item.asname else ""
                if node.level or (node.module or "").startswith("paconvert_ng.runtime"):
                    found.siblings[item.name] = (node.module or "").rpartition(".")[2]
                elif node.module != "__future__":
                    found.imports[item.asname or item.name] = f"from {node.module} import {item.name}{alias}"
        else:
            for name in _defined(node):
                found.definitions[name] = _definition(module, name, node, lines)
    return found


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
    text = "\n".join(lines[first - 1 : node.end_lineno])
    return Definition(module, name, text, _quote_annotations(text), mentions - {name}, first)


def _annotations(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            if isinstance(annotation, ast.expr):
                yield annotation


def _string_annotations(node: ast.stmt) -> frozenset[str]:
    """Names inside annotations that are written as strings."""
    texts = (a.value for a in _annotations(node) if isinstance(a, ast.Constant) and isinstance(a.value, str))
    return frozenset(name for text in texts for name in re.findall(r"[A-Za-z_]\w*", text))


def _quote_annotations(text: str) -> str:
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    data = text.encode()
    edits: list[tuple[int, int, str]] = []
    for annotation in _annotations(ast.parse(text)):
        if not isinstance(annotation, ast.Constant):
            start = starts[annotation.lineno - 1] + annotation.col_offset
            end = starts[(annotation.end_lineno or 0) - 1] + (annotation.end_col_offset or 0)
            edits.append((start, end, repr(ast.unparse(annotation))))
    for start, end, new in sorted(edits, reverse=True):
        data = data[:start] + new.encode() + data[end:]
    return data.decode()
