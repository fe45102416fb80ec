"""What becomes of the import statements of source frameworks.

Module imports turn into Paddle's with the alias kept; names taken from a module are imported from Paddle
where a drop-in exists, else bound to a helper or to a placeholder, if anything still needs them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import libcst as cst

from paconvert_ng.analysis import hugging_face
from paconvert_ng.analysis.facts import Facts, ImportBinding, StarImport
from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.analysis.scopes import dotted
from paconvert_ng.emit.names import Names
from paconvert_ng.rewrite.as_value import lambda_text

PLACEHOLDER = "Unconverted"

Statement = cst.Import | cst.ImportFrom


class NewImport(NamedTuple):
    """One binding of the output: an import of ``module`` (its ``name``, if any), or an assignment of ``value``."""

    local: str
    module: str = ""
    name: str = ""
    value: str = ""

    def text(self) -> str:
        if self.value:
            return f"{self.local} = {self.value}"
        if not self.name:
            alias = "" if self.module.split(".")[0] == self.local else f" as {self.local}"
            return f"import {self.module}{alias}"
        alias = "" if self.name == self.local else f" as {self.local}"
        return f"from {self.module} import {self.name}{alias}"


class ImportPlan:
    """Decides the new form of every import of a source framework in one file."""

    def __init__(
        self, facts: Facts, knowledge: Knowledge, names: Names, kept_names: set[str], exported: frozenset[str] | None
    ) -> None:
        self.facts = facts
        self.knowledge = knowledge
        self.names = names
        #: Local names that uses still reach through an import (everything else was written out).
        self.kept_names = kept_names
        self.exported = exported
        #: Names that mean something else on another path and have no stand-in: bound to a placeholder.
        self.ambiguous: set[str] = set()
        #: Targets that uses of an imported name want, by local name.
        self.wanted: dict[str, set[str]] = {}

    def is_left(self, binding: ImportBinding) -> bool:
        """A probe that fails, or may: ``try: import flash_attn``, or a name that this torch no longer has."""
        root = binding.name.split(".")[0]
        if not binding.probe:
            return False
        if root in FRAMEWORK_ROOTS or root in (hugging_face.ROOT, hugging_face.HUB):
            # Without a conversion, the author's own fallback is better than a placeholder.
            return not self._target(binding.name) and not self.knowledge.is_ruled(binding.name)
        return not self._target(binding.name).startswith(root)

    def stays(self, binding: ImportBinding) -> bool:
        """Whether an import is not touched: a probe that is left, or what kept code needs."""
        return self.is_left(binding) or binding.local in self.names.kept_locals

    def _target(self, name: str) -> str:
        rule = self.knowledge.rule(name)
        return self.names.module_target(name) or (rule.drop_in if rule is not None else "")

    def bound_target(self, local: str, name: str) -> str:
        """What an imported name is bound to: the one target that all its uses in the file want, else the default."""
        wanted = self.wanted.get(local, set())
        return next(iter(wanted)) if len(wanted) == 1 else self.knowledge.stand_in(name)

    def new_binding(self, binding: ImportBinding) -> NewImport | None:
        """The binding that takes an import's place; None if nothing needs it any more."""
        local, name = binding.local, binding.name
        module = self.names.module_target(name)
        if local in self.ambiguous:
            return self._placeholder(local, name)
        if local in self.names.namespaces:
            return NewImport(local, value=self.names.path(None, self.knowledge.stand_in(name)))
        if module is not None:
            return self._module_import(binding, module)
        target = self.bound_target(local, name) if not self._is_exported(binding) else self.knowledge.stand_in(name)
        if target and not target.startswith("helper."):
            parent, _, last = target.rpartition(".")
            if parent.rpartition(".")[2][:1].islower():
                return NewImport(local, parent, last)
            return NewImport(local, value=self.names.path(None, target))
        if local not in self.kept_names and not self._is_exported(binding) and not self._is_fallback(local):
            return None
        if target:
            return NewImport(local, value=self.names.path(None, target))
        function = lambda_text(self.knowledge.rule(name))
        return NewImport(local, value=self.names.expression(function)) if function else self._placeholder(local, name)

    def _placeholder(self, local: str, name: str) -> NewImport:
        return NewImport(local, value=f'{self.names.path(None, f"helper.{PLACEHOLDER}")}("{name}")')

    def _module_import(self, binding: ImportBinding, module: str) -> NewImport:
        if isinstance(binding.statement, cst.Import):
            written = dotted(binding.node.name)
            if binding.node.asname is None:
                # `import torch.nn` binds torch: import the longest part that Paddle has.
                pinned = binding.local in self.facts.pinned
                submodule = "" if pinned else self.names.module_target(written) or module
                return NewImport(
                    self.names.new_local(binding.local, binding.name),
                    submodule if submodule.startswith(f"{module}.") else module,
                )
            return NewImport(binding.local, module)
        parent, _, last = module.rpartition(".")
        return NewImport(binding.local, parent, last) if parent else NewImport(binding.local, module)

    def _is_fallback(self, local: str) -> bool:
        """Whether the name also stands for a probe that stays, so that uses reach either by it."""
        return any(binding.local == local and self.is_left(binding) for binding in self.facts.imports)

    def _is_exported(self, binding: ImportBinding) -> bool:
        if binding.place == "inner":
            return False
        return self.exported is None or binding.local in self.exported

    def statement_lines(
        self, statement: Statement, bindings: list[ImportBinding], along: Mapping[cst.ImportAlias, list[str]]
    ) -> list[str] | None:
        """The lines that take a statement's place ([] to remove it); None if it stays as it is.

        ``along`` has the new lines for items that are packages which were taken along, if these are renamed.
        """
        kept = [b for b in bindings if self.stays(b)]
        if kept and not along:
            return None
        new = [(b, self.new_binding(b)) for b in bindings if b not in kept]
        if isinstance(statement, cst.Import):
            return self._import_lines(statement, {b.node: n for b, n in new}, along)
        listed = {b.node for b in bindings}
        others = {i: _unchanged(statement, i) for i in statement.names if i not in listed}  # type: ignore[union-attr]
        return self._from_lines(statement, new, others)

    def _import_lines(
        self,
        statement: cst.Import,
        new: dict[cst.ImportAlias, NewImport | None],
        along: Mapping[cst.ImportAlias, list[str]],
    ) -> list[str]:
        kept: list[str] = []
        after: list[str] = []
        for item in statement.names:
            if item in along:
                after += along[item]
                continue
            if item not in new:
                kept.append(cst.Module([]).code_for_node(item.with_changes(comma=cst.MaybeSentinel.DEFAULT)))
                continue
            binding = new[item]
            if binding is None:
                continue
            text = binding.text()
            if binding.value or binding.name:
                after.append(text)
            elif text.removeprefix("import ") not in kept:
                kept.append(text.removeprefix("import "))
        lines = [f"import {', '.join(kept)}"] if kept else []
        return lines + after

    def _from_lines(
        self,
        statement: cst.ImportFrom,
        new: list[tuple[ImportBinding, NewImport | None]],
        others: dict[cst.ImportAlias, NewImport],
    ) -> list[str]:
        """``others``: what the statement takes besides from a module that the rules know only a part of."""
        imports = [(b, n) for b, n in new if n is not None and not n.value]
        assignments = [n.text() for _, n in new if n is not None and n.value]
        parents: dict[str, int] = {}
        for _, n in imports:
            if n.name:
                parents[n.module] = parents.get(n.module, 0) + 1
        if others:
            lines = _grouped([n.text() for _, n in imports])
            return [_edited_from(statement, _module(statement), others), *lines, *assignments]
        if not parents:
            return [n.text() for _, n in imports] + assignments
        main = max(parents, key=lambda p: (parents[p], p))
        renamed = {b.node: n for b, n in imports if n.module == main and n.name}
        lines = [n.text() for b, n in imports if b.node not in renamed]
        return [_edited_from(statement, main, renamed), *_grouped(lines), *assignments]

    def star_lines(self, star: StarImport, used: Iterable[str]) -> list[str]:
        """Explicit imports in place of a star: of the names that the file uses."""
        lines: list[str] = []
        for name in sorted(used):
            binding = ImportBinding(
                cst.ImportAlias(cst.Name(name)), star.statement, name, f"{star.module}.{name}", star.owner
            )
            new = self.new_binding(binding)
            if new is not None:
                lines.append(new.text())
        return _grouped(lines)


def _grouped(lines: list[str]) -> list[str]:
    """``from m import a`` and ``from m import b`` as one statement."""
    groups: dict[str, list[str]] = {}
    result: list[str] = []
    for line in lines:
        head, sep, names = line.partition(" import ")
        if sep and head.startswith("from "):
            if head not in groups:
                groups[head] = []
                result.append(head)
            groups[head].append(names)
        else:
            result.append(line)
    return [f"{line} import {', '.join(groups[line])}" if line in groups else line for line in result]


def _module(statement: cst.ImportFrom) -> str:
    return dotted(statement.module) if statement.module is not None else ""


def _unchanged(statement: cst.ImportFrom, item: cst.ImportAlias) -> NewImport:
    name = dotted(item.name)
    local = item.asname.name.value if item.asname is not None else name  # type: ignore[union-attr]
    return NewImport(local, _module(statement), name)


def _edited_from(statement: cst.ImportFrom, module: str, kept: dict[cst.ImportAlias, NewImport]) -> str:
    """The author's own statement with another module and only the kept names: its layout and comments stay."""
    assert not isinstance(statement.names, cst.ImportStar)
    items: list[cst.ImportAlias] = []
    for item in statement.names:
        new = kept.get(item)
        if new is None:
            continue
        asname = item.asname
        if new.name == new.local:
            asname = None
        elif asname is None:
            asname = cst.AsName(cst.Name(new.local), whitespace_before_as=cst.SimpleWhitespace(" "))
        items.append(item.with_changes(name=cst.Name(new.name), asname=asname))
    if not statement.lpar:
        items[-1] = items[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    else:
        items[-1] = items[-1].with_changes(comma=statement.names[-1].comma)
    changed = statement.with_changes(
        module=cst.parse_expression(module), names=items, semicolon=cst.MaybeSentinel.DEFAULT
    )
    return cst.Module([]).code_for_node(changed)


def removed_comments(statement: Statement, text: str) -> list[str]:
    """Comments inside a statement that its new text no longer has."""
    original = cst.Module([]).code_for_node(statement)
    found = [line[line.index("#") :].rstrip() for line in original.splitlines() if "#" in line]
    return [comment for comment in found if comment not in text]
