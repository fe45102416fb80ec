"""Imports of packages that were taken along, where the output has them under another name."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from paconvert_ng.along.way import Way
from paconvert_ng.analysis.facts import AlongImport, Facts
from paconvert_ng.analysis.scopes import dotted


def along_items(facts: Facts, way: Way) -> dict[cst.Import, Mapping[cst.ImportAlias, list[str]]]:
    """For each ``import`` statement the new lines of its items that are such packages."""
    found: dict[cst.Import, Mapping[cst.ImportAlias, list[str]]] = {}
    for one in facts.along if way.base else ():
        if isinstance(one.statement, cst.Import):
            found[one.statement] = {item: _item_lines(item, way) for item in one.items}
    return found


def _item_lines(item: cst.ImportAlias, way: Way) -> list[str]:
    alias = item.asname.name.value if item.asname is not None else ""  # type: ignore[union-attr]
    new = way.import_lines(dotted(item.name), alias)
    if not way.script:
        return new
    code = cst.Module([]).code_for_node(item.with_changes(comma=cst.MaybeSentinel.DEFAULT))
    return _either(new, f"import {code}")


def _either(package: list[str], script: str) -> list[str]:
    inside = [f"    {line}" for line in package]
    return ["try:", *inside, "except ImportError:  # run as a script", f"    {script}"]


def from_lines(one: AlongImport, way: Way) -> list[str]:
    """The new lines of a ``from`` statement: the author's own with another module."""
    statement = cst.ensure_type(one.statement, cst.ImportFrom)
    assert statement.module is not None
    dots = len(way.base) if way.base.endswith(".") else 0
    module = way.module(dotted(statement.module))[dots:]
    changed = statement.with_changes(
        relative=[cst.Dot()] * dots, module=cst.parse_expression(module), semicolon=cst.MaybeSentinel.DEFAULT
    )
    new = cst.Module([]).code_for_node(changed)
    if not way.script:
        return [new]
    old = cst.Module([]).code_for_node(statement.with_changes(semicolon=cst.MaybeSentinel.DEFAULT))
    return _either([new], old)
