"""Names of a function: those it binds, those that carry sizes of its inputs, and where one is used."""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from paconvert_ng.analysis.values import TENSOR_CLASS, Inst, Value, options

#: Members that give sizes or numbers of a tensor.
_SIZES = frozenset({"shape", "size", "numel", "nelement"})


class _Bound(cst.CSTVisitor):
    """What a function binds, nested functions left out."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.outer: set[str] = set()
        self.pairs: list[tuple[set[str], cst.BaseExpression]] = []

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.names.add(node.name.value)
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_Assign(self, node: cst.Assign) -> None:
        for target in node.targets:
            self._bind(target.target, node.value)

    def visit_AnnAssign(self, node: cst.AnnAssign) -> None:
        if node.value is not None:
            self._bind(node.target, node.value)

    def visit_AugAssign(self, node: cst.AugAssign) -> None:
        self._bind(node.target, node.value)

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        self._bind(node.target, node.value)

    def visit_For(self, node: cst.For) -> None:
        self._bind(node.target, node.iter)

    def visit_With(self, node: cst.With) -> None:
        for item in node.items:
            if item.asname is not None:
                self._bind(item.asname.name, item.item)

    def visit_Global(self, node: cst.Global) -> None:
        self.outer.update(item.name.value for item in node.names)

    def visit_Nonlocal(self, node: cst.Nonlocal) -> None:
        self.outer.update(item.name.value for item in node.names)

    def _bind(self, target: cst.CSTNode, value: cst.BaseExpression) -> None:
        names = _targets(target)
        self.names.update(names)
        self.pairs.append((names, value))


def _targets(node: cst.CSTNode) -> set[str]:
    if isinstance(node, cst.Name):
        return {node.value}
    if isinstance(node, cst.Tuple | cst.List):
        return {name for element in node.elements for name in _targets(element.value)}
    return set()


def _bound(node: cst.FunctionDef) -> _Bound:
    found = _Bound()
    node.body.visit(found)
    return found


def local_names(node: cst.FunctionDef) -> frozenset[str]:
    """The parameters of a function and what its body binds, in its own scope."""
    found = _bound(node)
    params = node.params
    plain = [*params.posonly_params, *params.params, *params.kwonly_params]
    return frozenset(({p.name.value for p in plain} | found.names) - found.outer)


def shape_names(node: cst.FunctionDef, outer: frozenset[str]) -> frozenset[str]:
    """Names that may carry sizes of tensors: bound to what reads a shape or such a name."""
    pairs = _bound(node).pairs
    found = set(outer)
    while True:
        more = {name for names, value in pairs if _reads_size(value, found) for name in names} - found
        if not more:
            return frozenset(found)
        found |= more


class _Reads(cst.CSTVisitor):
    def __init__(self, names: frozenset[str] | set[str], values: Mapping[cst.CSTNode, Value]) -> None:
        super().__init__()
        self.names = names
        self.values = values
        self.found = False

    def visit_Call(self, node: cst.Call) -> bool | None:
        # The number of dimensions is known.
        plain = isinstance(node.func, cst.Name) and node.func.value in ("len", "isinstance", "hasattr", "getattr")
        return False if plain else None

    def visit_Attribute(self, node: cst.Attribute) -> bool | None:
        if node.attr.value in _SIZES:
            self.found = True
        # What a layer or configuration holds does not change with the input.
        return not isinstance(node.value, cst.Name)

    def visit_Comparison(self, node: cst.Comparison) -> bool | None:
        # `x is None` is no question of sizes.
        return not any(isinstance(target.operator, cst.Is | cst.IsNot) for target in node.comparisons)

    def visit_Name(self, node: cst.Name) -> None:
        self.found = self.found or node.value in self.names

    def on_leave(self, original_node: cst.CSTNode) -> None:
        kinds = (
            [option.cls for option in options(self.values[original_node]) if isinstance(option, Inst)]
            if (original_node in self.values and not isinstance(original_node, cst.Name))
            else []
        )
        self.found = self.found or TENSOR_CLASS in kinds
        super().on_leave(original_node)


def _reads_size(node: cst.CSTNode, names: set[str]) -> bool:
    visitor = _Reads(names, {})
    node.visit(visitor)
    return visitor.found


def changes_with_input(node: cst.CSTNode, names: frozenset[str], values: Mapping[cst.CSTNode, Value]) -> bool:
    """Whether an expression may depend on sizes or elements of tensors: ``names`` carry sizes."""
    visitor = _Reads(names, values)
    node.visit(visitor)
    return visitor.found


class _Uses(cst.CSTVisitor):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.found: list[cst.Name] = []

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        node.value.visit(self)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def visit_Name(self, node: cst.Name) -> None:
        if node.value == self.name:
            self.found.append(node)


def uses_of(node: cst.FunctionDef, name: str) -> list[cst.Name]:
    """Where the body of a function uses a name (as a variable)."""
    visitor = _Uses(name)
    node.body.visit(visitor)
    return visitor.found
