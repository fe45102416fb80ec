"""What ``--static_graph`` writes beyond rules, so that paddle.jit.to_static takes the code, and what stays eager-only.

Each form means the same in eager mode: an in-place method's result is bound to the name (a graph changes nothing in
place), a check that raises is made in eager mode only, ``isinstance(x, Tensor)`` asks ``paddle.is_tensor``, sizes are
added as tuples, ``forward``'s first parameter is called ``self`` and a decorated ``forward`` keeps its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping

import libcst as cst

from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.values import TENSOR_CLASS, Inst, Method, Ref, options
from paconvert_ng.emit.graph_names import changes_with_input, local_names, shape_names, uses_of
from paconvert_ng.emit.names import Names, dotted_node
from paconvert_ng.rewrite.decisions import Decision, Keep, ReceiverFirst, RenameMember, Render
from paconvert_ng.rewrite.effects import is_pure
from paconvert_ng.rewrite.transformer import Replacement

CODE = "PC211"
_SIZE = "torch.Size"
#: Methods that give Python values: there are none while a graph is built.
_VALUES = ("tolist", "numpy")


class GraphForms(cst.CSTVisitor):
    """Walks a module, adds to ``replacements``, and collects what is to be written anew and what is to be told."""

    def __init__(
        self,
        facts: Facts,
        decisions: Mapping[cst.CSTNode, tuple[Use, Decision]],
        names: Names,
        replacements: dict[cst.CSTNode, Replacement],
    ) -> None:
        super().__init__()
        self.facts = facts
        self.decisions = decisions
        self.names = names
        self.replacements = replacements
        #: Nodes whose whole text changes, names that get another text, and findings.
        self.whole: list[cst.CSTNode] = []
        self.texts: list[tuple[cst.CSTNode, str]] = []
        self.marks: dict[cst.CSTNode, str] = {}
        self._classes: list[cst.ClassDef | None] = []
        self._functions: list[cst.FunctionDef] = []
        self._locals: list[frozenset[str]] = []
        self._shapes: list[frozenset[str]] = []

    def collect(self, module: cst.Module, whole: list[cst.CSTNode], texts: list[tuple[cst.CSTNode, str]]) -> None:
        """Walk the module; nodes whose whole text changes, and names that get another, are added to the lists."""
        module.visit(self)
        whole[:0] = self.whole  # a statement's edit goes before that of the expression that it is
        texts.extend(self.texts)

    # ---- where we are ----

    def visit_ClassDef(self, node: cst.ClassDef) -> None:
        self._classes.append(node)

    def leave_ClassDef(self, original_node: cst.ClassDef) -> None:
        self._classes.pop()

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:
        if node.name.value == "forward" and self._classes and self._classes[-1] is not None and self._classes[-1].bases:
            self._forward(node)
        self._classes.append(None)
        self._functions.append(node)
        self._locals.append(local_names(node))
        outer = self._shapes[-1] if self._shapes else frozenset()
        self._shapes.append(shape_names(node, outer))

    @property
    def _is_module(self) -> bool:
        """Whether the function that we are in is a method of a class with bases that defines ``forward``."""
        owner = self._classes[-2] if len(self._classes) > 1 else None
        if owner is None or not owner.bases:
            return False
        return any(isinstance(one, cst.FunctionDef) and one.name.value == "forward" for one in owner.body.body)

    def leave_FunctionDef(self, original_node: cst.FunctionDef) -> None:
        self._classes.pop()
        self._functions.pop()
        self._locals.pop()
        self._shapes.pop()

    # ---- forms ----

    def _forward(self, node: cst.FunctionDef) -> None:
        params = [*node.params.posonly_params, *node.params.params]
        if not params:
            return
        first = params[0].name
        if first.value != "self":
            if uses_of(node, "self"):
                self.marks[first] = (
                    "paddle.jit wants forward's first parameter to be called self; here self is another name"
                )
            else:
                for use in [first, *uses_of(node, first.value)]:
                    self._change(use, lambda name: cst.ensure_type(name, cst.Name).with_changes(value="self"))
                    self.texts.append((use, "self"))
        if node.decorators:
            outermost = node.decorators[0].decorator
            path = self._path("helper.with_signature")
            self._change(outermost, lambda updated: cst.Call(path, [cst.Arg(_expression(updated))]))
            self.whole.append(outermost)

    def visit_Expr(self, node: cst.Expr) -> None:
        call = node.value
        if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute) or not self._functions:
            return
        name = call.func.attr.value
        if not name.endswith("_") or name.endswith("__") or call not in self.decisions:
            return
        use, decision = self.decisions[call]
        if not isinstance(use.target, Method) or not decision.api.startswith(f"{TENSOR_CLASS}."):
            return
        place = call.func.value
        if isinstance(decision, Keep | RenameMember | Render | ReceiverFirst) and self._is_local_place(place):
            known = self._is(place, TENSOR_CLASS, "torch.nn.Parameter")
            keeper = None if known else self._path("helper.written")
            self._change(node, lambda updated: _bound(cst.ensure_type(updated, cst.Expr), place, keeper))
            self.whole.append(node)
        elif self._functions[-1].name.value not in ("__init__", "reset_parameters"):
            self.marks[call] = f"a graph changes nothing in place: what .{name} writes is lost there; assign its result"

    def _is_local_place(self, place: cst.BaseExpression) -> bool:
        if isinstance(place, cst.Subscript):
            return isinstance(place.value, cst.Name) and self._is_local_place(place.value) and is_pure(place)
        return isinstance(place, cst.Name) and place.value in self._locals[-1]

    def visit_If(self, node: cst.If) -> None:
        """A check whose only effect is to raise: a graph has no exceptions, and would be built through it."""
        body = node.body.body
        only = body[-1] if body else None
        raises = isinstance(only, cst.SimpleStatementLine) and isinstance(only.body[-1], cst.Raise)
        if not (raises and len(body) == 1 and node.orelse is None) or not self._functions:
            return
        if not changes_with_input(node.test, self._shapes[-1], self.facts.values):
            return
        eager = cst.Call(self._path("paddle.in_dynamic_mode"))
        self._change(node.test, lambda test: cst.BooleanOperation(eager, cst.And(), _closed(_expression(test))))
        self.whole.append(node.test)

    def visit_Call(self, node: cst.Call) -> None:
        function = node.func
        if isinstance(function, cst.Name) and function.value == "isinstance" and len(node.args) == 2:
            kind = self.facts.uses.get(node.args[1].value)
            if kind is not None and isinstance(kind.target, Ref) and kind.target.name == TENSOR_CLASS:
                path = self._path("paddle.is_tensor")
                self._change(node, lambda call: cst.Call(path, [_alone(cst.ensure_type(call, cst.Call).args[0])]))
                self.whole.append(node)
        elif isinstance(function, cst.Attribute) and function.attr.value in _VALUES and self._functions:
            if self._is(function.value, TENSOR_CLASS):
                self.marks[node] = f".{function.attr.value}() gives a Python value, which a static graph does not have"
        elif isinstance(function, cst.Attribute) and _is_name(function.value, "math") and self._functions:
            if any(changes_with_input(arg.value, self._shapes[-1], self.facts.values) for arg in node.args):
                if function.attr.value in ("sqrt", "floor", "ceil", "log"):
                    path = self._path(f"helper.size_{function.attr.value}")
                    self._change(node, lambda call: cst.ensure_type(call, cst.Call).with_changes(func=path))
                    self.whole.append(node)

    def visit_BinaryOperation(self, node: cst.BinaryOperation) -> None:
        """``x.shape[:-1] + (2, 4)``: where a graph is built, the shape is a list."""
        if not isinstance(node.operator, cst.Add) or not self._functions:
            return
        sides = (node.left, node.right)
        if any(self._is(side, _SIZE) for side in sides) and all(self._is(s, _SIZE, "builtins.tuple") for s in sides):
            for side in sides:
                if self._is(side, _SIZE) and not isinstance(side, cst.BinaryOperation):
                    self._change(side, lambda updated: cst.Call(cst.Name("tuple"), [cst.Arg(_expression(updated))]))
                    self.whole.append(side)

    def visit_Assign(self, node: cst.Assign) -> None:
        """State that ``forward`` keeps on its object: while a graph is built it is a part of that graph."""
        if not self._functions or self._functions[-1].name.value not in ("forward", "__init__"):
            return
        for target in node.targets:
            place = target.target
            if not isinstance(place, cst.Attribute) or not _is_name(place.value, "self"):
                continue
            if self._functions[-1].name.value == "__init__":
                if self._is_module and self._is(node.value, TENSOR_CLASS) and len(node.targets) == 1:
                    self._keep(node, place.attr.value)
            elif self._is(node.value, TENSOR_CLASS):
                self.marks[place] = f"forward keeps a tensor in self.{place.attr.value}: a static graph keeps no state"

    def _keep(self, node: cst.Assign, name: str) -> None:
        """A tensor that a module keeps outside of its buffers: paddle.jit.save would not find it."""
        args = [cst.Arg(cst.SimpleString(f'"{name}"'))]
        persistable = cst.Arg(cst.Name("False"), cst.Name("persistable"), cst.AssignEqual(_TIGHT, _TIGHT))
        method = cst.Attribute(cst.Name("self"), cst.Name("register_buffer"))

        def form(updated: cst.CSTNode) -> cst.CSTNode:
            statement = cst.ensure_type(updated, cst.Assign)
            return cst.Expr(cst.Call(method, [*args, cst.Arg(statement.value), persistable]), statement.semicolon)

        self._change(node, form)
        self.whole.append(node)

    # ---- help ----

    def _path(self, target: str) -> cst.BaseExpression:
        return dotted_node(self.names.path(None, target))

    def _is(self, node: cst.CSTNode, *classes: str) -> bool:
        kinds = options(self.facts.values.get(node, _NONE))
        found = [kind.cls if isinstance(kind, Inst) else "" for kind in kinds]
        return bool(found) and all(cls in classes for cls in found)

    def _change(self, node: cst.CSTNode, form: Replacement) -> None:
        inner = self.replacements.get(node)
        self.replacements[node] = form if inner is None else lambda updated: form(inner(updated))


_NONE = Ref("")
_TIGHT = cst.SimpleWhitespace("")


def _bound(statement: cst.Expr, place: cst.BaseExpression, keeper: cst.BaseExpression | None) -> cst.Assign:
    """``x.add_(y)`` as ``x = x.add_(y)``; with a keeper as ``x = keeper(x, x.add_(y))``, for what may be no tensor."""
    value = statement.value
    if keeper is not None:
        value = cst.Call(keeper, [cst.Arg(place), cst.Arg(value)])
    return cst.Assign([cst.AssignTarget(place)], value, statement.semicolon)  # type: ignore[arg-type]


def _expression(node: cst.CSTNode) -> cst.BaseExpression:
    return cst.ensure_type(node, cst.BaseExpression)  # type: ignore[type-abstract]


def _closed(node: cst.BaseExpression) -> cst.BaseExpression:
    if isinstance(node, cst.BooleanOperation) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return node


def _alone(arg: cst.Arg) -> cst.Arg:
    return cst.Arg(arg.value)


def _is_name(node: cst.CSTNode, name: str) -> bool:
    return isinstance(node, cst.Name) and node.value == name
