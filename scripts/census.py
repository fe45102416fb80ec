"""Counts how often real code uses each API of torch, and whether there is a rule for it.

    python -m scripts.census            # writes docs/rules-census.md
    python -m scripts.census --print    # to the terminal

Names are resolved through a file's imports, by the standard ``ast`` and independently of the converter. A method
is counted by its name alone (``x.view``), on whatever receiver; so the numbers say what to write next, and not
how much of a package converts.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from paconvert_ng.rules import load_rules
from paconvert_ng.rules.signatures import Snapshot, source_signatures
from scripts.fetch_corpus import PACKAGES, fetch

OUT = Path(__file__).resolve().parents[1] / "docs" / "rules-census.md"
OWNERS = ("torch.Tensor", "torch.nn.Module", "torch.optim.Optimizer")
ROOTS = frozenset({"torch", "torchvision", "torchaudio", "flash_attn", "xformers"})


@dataclass
class Counts:
    """Uses by name in one package: ``names`` resolved through imports, ``methods`` by attribute."""

    files: int = 0
    lines: int = 0
    names: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)


def main() -> int:
    parser = argparse.ArgumentParser(description="Count uses of torch's API in the pinned packages.")
    parser.add_argument("--print", action="store_true", help="print instead of writing docs/rules-census.md")
    parser.add_argument("--top", type=int, default=120, help="names a table shows (default: 120)")
    options = parser.parse_args()
    snapshot = source_signatures()
    members = {name: owner for owner in reversed(OWNERS) for name in members_of(snapshot, owner)}
    counts = {name: count_package(fetch(name).source, members) for name in PACKAGES}
    text = render(counts, members, snapshot, options.top)
    if options.print:
        print(text)
    else:
        OUT.write_text(text, encoding="utf-8")
        print(OUT)
    return 0


def members_of(snapshot: Snapshot, owner: str) -> list[str]:
    """Public methods and attributes of a class."""
    prefix = f"{owner}."
    return [name.removeprefix(prefix) for name in snapshot if name.startswith(prefix) and "._" not in name]


def count_package(folder: Path, members: dict[str, str]) -> Counts:
    """Counts over every file of ``folder`` that mentions a source framework."""
    counts = Counts()
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8", errors="replace")
        if not any(root in text for root in ROOTS):
            continue
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        counts.files += 1
        counts.lines += text.count("\n")
        imported = dict(bindings(tree))
        if imported:
            count_tree(tree, imported, members, counts)
    return counts


def bindings(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """(local name, full name) of every import of a source framework, in any scope."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] in ROOTS:
                    yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        elif isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] in ROOTS:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def count_tree(tree: ast.Module, imported: dict[str, str], members: dict[str, str], counts: Counts) -> None:
    """Counts each attribute chain once, at its full length."""
    inner: set[ast.AST] = set()
    for node in ast.walk(tree):
        if node in inner or not isinstance(node, (ast.Name, ast.Attribute)):
            continue
        parts: list[str] = []
        current: ast.expr = node
        while isinstance(current, ast.Attribute):
            inner.add(current.value)
            parts.append(current.attr)
            current = current.value
        parts.reverse()
        if isinstance(current, ast.Name) and current.id in imported:
            counts.names[".".join([imported[current.id], *parts])] += 1
            continue
        counts.methods.update(part for part in parts if part in members)


def render(counts: dict[str, Counts], members: dict[str, str], snapshot: Snapshot, top: int) -> str:
    """The page."""
    rules = load_rules(strict=False)
    ruled = rules.rules.keys() | rules.aliases.keys()
    names: Counter[str] = Counter()
    methods: Counter[str] = Counter()
    by_package: dict[str, Counter[str]] = {}
    for package, found in counts.items():
        by_package[package] = Counter()
        for name, number in found.names.items():
            known = public_name(name, snapshot)
            if known and snapshot.kind(known) != "module":
                names[known] += number
                by_package[package][known] += number
        methods.update(found.methods)
    with_rule = {name for name in names if name in ruled or snapshot.canonical(name) in ruled}
    method_rule = {
        name for name in methods if any(f"{owner}.{name}" in ruled for owner in OWNERS) or name.startswith("__")
    }
    lines = [
        "# How often real code uses torch's API",
        "",
        "Written by `python -m scripts.census` over the packages of `scripts/fetch_corpus.py`.",
        "Names are resolved through imports; methods are counted by name on any receiver.",
        "A rule that exists may still leave some call forms.",
        "",
        f"Rules: {len(rules.rules)}. Names used: {len(names)}, with a rule: {len(with_rule)} "
        f"({share(names, with_rule)} of {sum(names.values())} uses). Method names used: {len(methods)}, "
        f"with a rule: {len(method_rule)} ({share(methods, method_rule)} of {sum(methods.values())} uses).",
        "",
        "| package | files | lines | uses of names | with a rule |",
        "|---|---|---|---|---|",
    ]
    for package, found in counts.items():
        uses = by_package[package]
        version = PACKAGES[package].version
        row = [f"{package} {version}", found.files, found.lines, sum(uses.values()), share(uses, with_rule)]
        lines.append(f"| {' | '.join(map(str, row))} |")
    lines += ["", "## Names without a rule", "", *table(names, names.keys() - with_rule, top)]
    lines += ["", "## Methods without a rule", "", *table(methods, methods.keys() - method_rule, top)]
    lines += ["", "## Names with a rule", "", *table(names, with_rule, top)]
    return "\n".join(lines) + "\n"


def public_name(name: str, snapshot: Snapshot) -> str:
    """The longest known beginning of a dotted name, under its canonical name: ``torch.float32.itemsize`` → …"""
    while name and name not in snapshot:
        name = name.rpartition(".")[0]
    return snapshot.canonical(name)


def share(counts: Counter[str], part: set[str]) -> str:
    total = sum(counts.values())
    return f"{100 * sum(uses for name, uses in counts.items() if name in part) / total:.1f}%" if total else "-"


def table(counts: Counter[str], names: set[str], top: int) -> list[str]:
    chosen = sorted(names, key=lambda name: (-counts[name], name))
    lines = ["| name | uses |", "|---|---|", *(f"| `{name}` | {counts[name]} |" for name in chosen[:top])]
    if len(chosen) > top:
        rest = sum(counts[name] for name in chosen[top:])
        lines.append(f"| {len(chosen) - top} more | {rest} |")
    return lines


if __name__ == "__main__":
    sys.exit(main())
