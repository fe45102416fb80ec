"""Import statements: what they bind, and which of them cannot fail."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.facts import AlongImport, ImportBinding, StarImport
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS, is_source_name
from paconvert_ng.analysis.scopes import dotted, small_statements
from paconvert_ng.analysis.tree_index import tree_ref
from paconvert_ng.analysis.values import (
    UNKNOWN,
    Ref,
)
from paconvert_ng.analysis.walker import Walker

_IMPORT_ERRORS = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


def _place(self: Walker) -> str:
    if self.scope.kind != "module":
        return "inner"
    return "branch" if self.branch_depth else "module"


def _note_along(self: Walker, node: cst.Import | cst.ImportFrom, items: tuple[cst.ImportAlias, ...] = ()) -> None:
    """An import of what was taken along; what the code has of it may be tensors."""
    assert self.owner is not None
    self.facts.along.append(AlongImport(node, self.owner, items))
    if not self.tree.in_along(self.path):
        self.facts.brings_companion = True


def import_module(self: Walker, node: cst.Import) -> None:
    if self.tree.along:
        along = tuple(item for item in node.names if self.tree.is_along(dotted(item.name)))
        if along:
            _note_along(self, node, along)
    for item in node.names:
        name = dotted(item.name)
        local = item.asname.name.value if item.asname is not None else name.split(".")[0]  # type: ignore[union-attr]
        bound = name if item.asname is not None else name.split(".")[0]
        self.facts.identifiers.add(local)
        found = self.tree.find_module(self.path, 0, name)
        if found is not None:
            package = self.tree.find_module(self.path, 0, bound)
            self.scope.bind(local, Ref(tree_ref(package)) if package is not None else UNKNOWN)
            continue
        if self.tree.along and self.tree.is_along(name):
            self.scope.bind(local, UNKNOWN)
            continue
        self.scope.bind(local, Ref(bound))
        if is_source_name(name):
            _note_source(self, bound)
            self.facts.imports.append(_import_binding(self, item, node, local, bound))
        if not is_source_name(bound) and _place(self) == "module":
            self.facts.modules[local] = bound


def _import_binding(
    self: Walker, item: cst.ImportAlias, node: cst.Import | cst.ImportFrom, local: str, name: str
) -> ImportBinding:
    assert self.owner is not None
    return ImportBinding(item, node, local, name, self.owner, _place(self), self.probe_depth > 0)  # type: ignore[arg-type]


def _note_source(self: Walker, name: str) -> None:
    """A probe for an optional package (``try: import flash_attn``) may stay as it is and brings no tensors."""
    if name.split(".")[0] in FRAMEWORK_ROOTS:
        # A probe for what torch does not have stays too, and may be all that is left of it.
        known = self.knowledge.is_ruled(name) or self.knowledge.kind(name) != ""
        self.facts.brings_source |= known or not self.probe_depth
    elif not self.probe_depth:
        self.facts.brings_companion = True


def import_from(self: Walker, node: cst.ImportFrom) -> None:
    level = len(node.relative)
    module = dotted(node.module) if node.module is not None else ""
    along = not level and bool(self.tree.along) and self.tree.is_along(module)
    if along:
        _note_along(self, node)
    if isinstance(node.names, cst.ImportStar):
        target = self.tree.find_module(self.path, level, module)
        if target is not None:
            self.star_sources.append(tree_ref(target))
            self.facts.brings_source |= self.tree.star_brings_source(self.path, level, module)
        elif is_source_name(module) and not level and not along:
            self.star_sources.append(module)
            _note_source(self, module)
            self.facts.stars.append(StarImport(node, module, self.owner))  # type: ignore[arg-type]
        return
    outside = not level and not along and self.tree.find_module(self.path, 0, module) is None
    for item in node.names:
        name = dotted(item.name)
        local = item.asname.name.value if item.asname is not None else name  # type: ignore[union-attr]
        self.facts.identifiers.add(local)
        resolved = self.tree.resolve_from(self.path, level, module, name)
        source = self.tree.find_module(self.path, level, module) or ""
        self.scope.bind(local, self.reference(resolved, source, name) if resolved is not None else UNKNOWN)
        if resolved is not None and is_source_name(resolved):
            _note_source(self, resolved)
        if outside and is_source_name(f"{module}.{name}"):
            self.facts.imports.append(_import_binding(self, item, node, local, f"{module}.{name}"))


def imports_what_torch_has(self: Walker, body: cst.BaseSuite) -> bool:
    """Whether a block only imports what the torch that rules are written for has: then no import of it fails."""
    lines: list[cst.CSTNode] = [body] if isinstance(body, cst.SimpleStatementSuite) else [*body.body]
    statements = [part for line in lines for part in small_statements(line) or [line]]
    return all(
        isinstance(part, cst.ImportFrom)
        and not part.relative
        and part.module is not None
        and dotted(part.module).partition(".")[0] == "torch"
        and not isinstance(part.names, cst.ImportStar)
        and all(self.knowledge.kind(f"{dotted(part.module)}.{dotted(item.name)}") for item in part.names)
        for part in statements
    )


def catches_import_error(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    if handler.type is None:
        return True
    names = [e.value for e in handler.type.elements] if isinstance(handler.type, cst.Tuple) else [handler.type]
    return any(dotted(n).rpartition(".")[2] in _IMPORT_ERRORS for n in names)
