"""Third-party packages that a program imports and that conversion does not replace.

Of each import only the package's name is looked at: ``packages`` says which need torch. Imports under
``if TYPE_CHECKING`` do not run and do not count.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from paconvert_ng.analysis.module_index import SOURCE_ROOTS
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.project.packages import NEEDS_TORCH, is_neutral
from paconvert_ng.report.dependencies import Dependency


class Imported(NamedTuple):
    """The first import of a package in a file: where its statement stands (lines 1-based, columns 0-based)."""

    package: str
    line: int = 1
    column: int = 0
    end_line: int = 1
    end_column: int = 0


def top_modules(paths: Iterable[str]) -> frozenset[str]:
    """Names that an absolute import can begin with and find in the tree: what lies in no package."""
    files = [path for path in paths if path.endswith(".py")]
    packages = {path.rpartition("/")[0] for path in files if path.endswith("__init__.py")}
    found: set[str] = set()
    for path in files:
        parts = path[: -len(".py")].split("/")
        for index, name in enumerate(parts):
            if name != "__init__" and "/".join(parts[:index]) not in packages:
                found.add(name)
    return frozenset(found)


def outside(roots: Iterable[str], path: str, inside: frozenset[str], siblings: frozenset[str]) -> frozenset[str]:
    """Those of the roots imported in the file at ``path`` that name a package to report.

    ``inside`` are the tree's own top-level names. ``siblings`` are all its files: a script inside a package may
    import what lies beside it, unless that has the name of a well-known package.
    """
    folder = path.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    return frozenset(
        root
        for root in roots
        if root not in inside
        and root not in SOURCE_ROOTS
        and not is_neutral(root)
        and (root in NEEDS_TORCH or not siblings & {f"{prefix}{root}.py", f"{prefix}{root}/__init__.py"})
    )


def imported(source: str, roots: frozenset[str]) -> list[Imported]:
    """The first import of each of these packages, in the order of the text; none where it cannot be parsed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: dict[str, Imported] = {}
    for node in _import_statements(tree):
        for name in _roots(node):
            if name in roots and (name not in found or node.lineno < found[name].line):
                end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
                found[name] = Imported(name, node.lineno, node.col_offset, *end)
    return sorted(found.values(), key=lambda item: (item.line, item.package))


def _import_statements(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            for statement in child.orelse:
                yield from _import_statements(ast.Module([statement], []))
        elif not isinstance(child, ast.expr):
            yield from _import_statements(child)


def _roots(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    return [] if node.level or not node.module else [node.module.partition(".")[0]]


#: Told of packages that need torch where others were taken along.
_ADD = "add it to --with_packages"


def advice(package: str, along: bool) -> str:
    """What to do about a package that needs torch; "" for one of which nothing is known.

    ``along``: packages are taken along; the metadata of those that are installed here then tell of more.
    """
    known = NEEDS_TORCH.get(package, "")
    if not along:
        return known
    from paconvert_ng.along.needs import needs_torch

    if known:
        return f"{known}; {_ADD}"
    return _ADD if needs_torch(package) else ""


def findings(path: str, found: Iterable[Imported], along: bool = False) -> tuple[Diagnostic, ...]:
    """A diagnostic for each package that needs torch."""
    return tuple(
        Diagnostic(
            "PC203",
            item.package,
            f"this package needs torch and is left as it is; {advice(item.package, along)}",
            path,
            item.line,
            item.column,
            item.end_line,
            item.end_column,
        )
        for item in found
        if advice(item.package, along)
    )


def in_text(source: str, path: str) -> tuple[Diagnostic, ...]:
    """The diagnostics for a text that stands alone."""
    if not any(name in source for name in NEEDS_TORCH):
        return ()
    return findings(path, imported(source, frozenset(NEEDS_TORCH)))


def summed_up(imports: Mapping[str, Iterable[Imported]], along: bool = False) -> tuple[Dependency, ...]:
    """All packages with the files that import them: those that need torch first, the most files first."""
    files: dict[str, list[str]] = {}
    for path in sorted(imports):
        for item in imports[path]:
            files.setdefault(item.package, []).append(path)
    found = [Dependency(package, tuple(paths), advice(package, along)) for package, paths in files.items()]
    return tuple(sorted(found, key=lambda item: (not item.needs_torch, -len(item.files), item.package)))
