"""Python's scopes: which names a function binds, and what a name means at a point of the walk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import libcst as cst

from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.values import UNKNOWN, Ref, Value, join_bound


class Scope:
    """One module, class, function or comprehension while it is analysed.

    ``env`` holds the values at the current point; ``joined`` the join of everything ever
    bound to a name, which is what code that runs later (a nested function) may see.
    ``live`` is True while the scope's own code is being walked. For what the log says of types: ``origins`` are the
    targets that bound a name, each with the statement or clause around it, ``tests`` what narrowed it, ``params`` the
    parameters of the function. ``volatile`` are names that other functions may bind (``global``, ``nonlocal``): any
    call may change them.
    """

    __slots__ = (
        "env", "globals", "joined", "kind", "live", "locals", "nonlocals", "origins", "params", "parent", "prefix",
        "tests", "volatile",
    )  # fmt: skip

    def __init__(
        self, kind: str, parent: Scope | None, prefix: str = "", local_names: frozenset[str] = frozenset()
    ) -> None:
        self.kind = kind
        self.parent = parent
        self.prefix = prefix
        self.locals = local_names
        self.env: dict[str, Value] = {}
        self.joined: dict[str, Value] = {}
        self.globals: frozenset[str] = frozenset()
        self.nonlocals: frozenset[str] = frozenset()
        self.live = True
        self.volatile: frozenset[str] = frozenset()
        self.origins: dict[str, list[tuple[cst.CSTNode, cst.CSTNode]]] = {}
        self.tests: dict[str, list[cst.BaseExpression]] = {}
        self.params: cst.Parameters | None = None

    def binder(self, name: str) -> Scope | None:
        """The scope whose binding a name means here, as far as its bindings are noted; None if none is."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.origins or (scope.params is not None and find_param(scope.params, name) is not None):
                return scope
            scope = scope.parent
        return None

    def module(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def holder(self, name: str) -> Scope | None:
        """The nearest scope that has bound a name."""
        scope: Scope | None = self
        while scope is not None and name not in scope.joined:
            scope = scope.parent
        return scope

    def may_change(self, values: Mapping[str, Value]) -> None:
        """Other functions may bind these names, to these values, whenever they run."""
        self.volatile = frozenset(values)
        self.joined.update(values)

    def bind(self, name: str, value: Value) -> None:
        owner = self._owner(name)
        owner.env[name] = value
        owner.joined[name] = join_bound(owner.joined[name], value) if name in owner.joined else value

    def unbind(self, name: str) -> None:
        owner = self._owner(name)
        if owner.kind == "class":
            # The class has it no longer; what stands around may.
            owner.env.pop(name, None)
            owner.joined.pop(name, None)
        else:
            owner.env[name] = UNKNOWN

    def _owner(self, name: str) -> Scope:
        if name in self.globals:
            return self.module()
        if name in self.nonlocals:
            scope = self.parent
            while (
                scope is not None
                and scope.parent is not None
                and not (scope.kind == "function" and name in scope.locals)
            ):
                scope = scope.parent
            return scope or self
        return self

    def lookup(self, name: str) -> Value | None:
        """The value of a name here; None if no scope binds it (a builtin, or a star import)."""
        if name in self.globals:
            return self.module()._read(name)
        scope: Scope | None = self
        first = True
        while scope is not None:
            if scope.kind != "class" or first:
                if scope.kind == "function" and name in scope.locals and name not in scope.nonlocals:
                    return scope._read(name) or UNKNOWN
                found = scope._read(name)
                if found is not None:
                    return found
            # A comprehension in a class body sees the class's names only in its first iterable; we are lenient there.
            first = first and scope.kind == "comprehension"
            scope = scope.parent
        return None

    def _read(self, name: str) -> Value | None:
        if self.live and name in self.env:
            value = self.env[name]
            return join_bound(value, self.joined[name]) if name in self.volatile else value
        return self.joined.get(name)


def statements(block: cst.BaseSuite | cst.Module) -> Sequence[cst.BaseStatement | cst.BaseSmallStatement]:
    """The statements of a block, those of a one-line suite included."""
    return block.body


def find_param(params: cst.Parameters, name: str) -> cst.Param | None:
    """The parameter of a name, or None."""
    rest = [p for p in (params.star_arg, params.star_kwarg) if isinstance(p, cst.Param)]
    every = (*params.posonly_params, *params.params, *params.kwonly_params, *rest)
    return next((param for param in every if param.name.value == name), None)


class _Bound:
    """Collects the names that a function body binds, without entering nested scopes."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        #: Of these, what imports bind: name → object.
        self.imported: dict[str, str] = {}
        self.globals: set[str] = set()
        self.nonlocals: set[str] = set()

    def target(self, node: cst.BaseExpression) -> None:
        if isinstance(node, cst.Name):
            self.names.add(node.value)
        elif isinstance(node, cst.Tuple | cst.List):
            for element in node.elements:
                self.target(element.value)

    def block(self, body: cst.BaseSuite | cst.Module) -> None:
        for statement in body.body:
            if isinstance(statement, cst.SimpleStatementLine):
                for small in statement.body:
                    self.small(small)
            elif isinstance(statement, cst.BaseSmallStatement):
                self.small(statement)
            else:
                self.compound(statement)

    def small(self, node: cst.BaseSmallStatement) -> None:
        if isinstance(node, cst.Assign):
            for item in node.targets:
                self.target(item.target)
        elif isinstance(node, cst.AnnAssign | cst.AugAssign):
            self.target(node.target)
        elif isinstance(node, cst.Import | cst.ImportFrom):
            self.imported.update(imported_objects(node))
        elif isinstance(node, cst.Global):
            self.globals.update(item.name.value for item in node.names)
        elif isinstance(node, cst.Nonlocal):
            self.nonlocals.update(item.name.value for item in node.names)
        elif isinstance(node, cst.Del):
            self.target(node.target)

    def compound(self, node: cst.CSTNode) -> None:
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            self.names.add(node.name.value)
            return
        if isinstance(node, cst.For):
            self.target(node.target)
        if isinstance(node, cst.With):
            for item in node.items:
                if item.asname is not None:
                    self.target(item.asname.name)
        if isinstance(node, cst.Match):
            for case in node.cases:
                self.names.update(captured_names(case.pattern))
        if isinstance(node, cst.Try | cst.TryStar):
            for handler in node.handlers:
                if handler.name is not None:
                    self.target(handler.name.name)
        for block in _blocks(node):
            self.block(block)


def _blocks(node: cst.CSTNode) -> Iterator[cst.BaseSuite]:
    """The blocks of a compound statement, those of its other branches too."""
    for branch in (*getattr(node, "cases", ()), *getattr(node, "handlers", ())):
        yield branch.body
    for name in ("body", "orelse", "finalbody"):
        part = getattr(node, name, None)
        if isinstance(part, cst.If):
            yield from _blocks(part)
        elif isinstance(part, cst.Else | cst.Finally):
            yield part.body
        elif isinstance(part, cst.BaseSuite):
            yield part


def imported_objects(node: cst.Import | cst.ImportFrom) -> Iterator[tuple[str, str]]:
    """The names that an import statement binds (none for a star), with the dotted object, as far as it says."""
    if isinstance(node.names, cst.ImportStar):
        return
    module = f"{dotted(node.module) if node.module is not None else ''}." if isinstance(node, cst.ImportFrom) else ""
    for item in node.names:
        name = dotted(item.name)
        if item.asname is not None:
            yield cst.ensure_type(item.asname.name, cst.Name).value, module + name
        else:
            local = name.split(".")[0]
            yield local, module + local


def captured_names(pattern: cst.CSTNode) -> Iterator[str]:
    """The names that a match pattern captures."""
    name = getattr(pattern, "name", None)
    if isinstance(pattern, cst.MatchAs | cst.MatchStar) and isinstance(name, cst.Name):
        yield name.value
    rest = getattr(pattern, "rest", None)
    if isinstance(rest, cst.Name):
        yield rest.value
    for child in pattern.children:
        if isinstance(
            child,
            cst.MatchPattern
            | cst.MatchSequenceElement
            | cst.MatchStar
            | cst.MatchOrElement
            | cst.MatchMappingElement
            | cst.MatchKeywordElement,
        ):
            yield from captured_names(child)


class _Walrus(cst.CSTVisitor):
    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_NamedExpr(self, node: cst.NamedExpr) -> None:
        if isinstance(node.target, cst.Name):
            self.names.add(node.target.value)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        return False


def function_scope(parent: Scope, prefix: str, parameters: Sequence[str], body: cst.BaseSuite, walrus: bool) -> Scope:
    """A new scope for a function: its local names, and those it declares global or nonlocal.

    ``walrus``: whether the file has assignment expressions at all (looking for them costs a walk).
    """
    bound = _Bound()
    bound.block(body)
    if walrus:
        body.visit(_Walrus(bound.names))
    names = (bound.names | bound.imported.keys() | set(parameters)) - bound.globals - bound.nonlocals
    scope = Scope("function", parent, prefix, frozenset(names))
    scope.globals = frozenset(bound.globals)
    scope.nonlocals = frozenset(bound.nonlocals)
    return scope


def bound_names(body: cst.BaseSuite) -> set[str]:
    """Names that running a block may bind in its scope."""
    bound = _Bound()
    bound.block(body)
    return bound.names | bound.imported.keys()


class _Rebound:
    """Goes from function to function, by statements alone: in expressions none is defined."""

    def __init__(self) -> None:
        self.found: dict[cst.CSTNode | None, dict[str, Value]] = {}
        self.around: list[cst.CSTNode] = []

    def block(self, block: cst.BaseSuite | cst.Module) -> None:
        for statement in block.body:
            if isinstance(statement, cst.FunctionDef):
                self._function(statement)
            elif not isinstance(statement, cst.SimpleStatementLine | cst.BaseSmallStatement):
                for inner in _blocks(statement):
                    self.block(inner)

    def _function(self, node: cst.FunctionDef) -> None:
        bound = _Bound()
        bound.block(node.body)
        if bound.globals or bound.nonlocals:
            node.body.visit(_Walrus(bound.names))
        for name in bound.globals:
            self._note(None, name, bound)
        for name in bound.nonlocals:
            for function in self.around:
                self._note(function, name, bound)
        self.around.append(node)
        self.block(node.body)
        self.around.pop()

    def _note(self, owner: cst.CSTNode | None, name: str, bound: _Bound) -> None:
        values = self.found.setdefault(owner, {})
        imported = bound.imported.get(name, "")
        if name in bound.names or (imported and not is_source_name(imported)):
            new: Value = UNKNOWN
        elif imported:
            new = Ref(imported)
        else:
            return  # only read, or deleted
        values[name] = join_bound(values[name], new) if name in values else new


def rebound(module: cst.Module) -> Mapping[cst.CSTNode | None, dict[str, Value]]:
    """What functions bind in scopes around them (``global``, ``nonlocal``): function (None: the module) → values."""
    visitor = _Rebound()
    visitor.block(module)
    return visitor.found


def dotted(node: cst.BaseExpression) -> str:
    """``a.b.c`` of a chain of names, "" for any other expression."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name):
        return ""
    parts.append(node.value)
    return ".".join(reversed(parts))


def small_statements(node: cst.CSTNode | None) -> list[cst.CSTNode]:
    """The statements of a line, or those that stand on the line of a compound statement."""
    body = getattr(node, "body", ())
    if isinstance(body, cst.BaseSuite):
        body = body.body if isinstance(body, cst.SimpleStatementSuite) else ()
    return [part for part in body if isinstance(part, cst.BaseSmallStatement)]
