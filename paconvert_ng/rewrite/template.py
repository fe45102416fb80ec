"""Renders a rule's template with the caller's own (already rewritten) argument nodes."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import libcst as cst

from paconvert_ng.rewrite.bind import RECEIVER, Binding
from paconvert_ng.rules.templates import ROOTS

#: Renders a dotted target such as ``paddle.nn.functional.relu`` as it is reached at the place of use.
PathRenderer = Callable[[str], cst.BaseExpression]

TARGET_ROOTS = (*ROOTS, "functools")


@functools.lru_cache(maxsize=2048)
def parse_template(text: str) -> cst.BaseExpression:
    return cst.parse_expression(text.strip())


def path_of(node: cst.BaseExpression) -> str:
    """The dotted path of a template node that names a target, "" for anything else."""
    parts: list[str] = []
    while isinstance(node, cst.Attribute):
        parts.append(node.attr.value)
        node = node.value
    if not isinstance(node, cst.Name) or node.value not in TARGET_ROOTS:
        return ""
    return ".".join([node.value, *reversed(parts)])


@functools.lru_cache(maxsize=4096)
def names_in_order(template: str, names: frozenset[str]) -> tuple[str, ...]:
    """The parameters that a template mentions, in its order of evaluation."""
    visitor = _Mentions(names)
    parse_template(template).visit(visitor)
    return tuple(visitor.found)


class _Mentions(cst.CSTVisitor):
    """Which of the names a template reads, in its order of evaluation."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.found: list[str] = []

    def visit_Arg(self, arg: cst.Arg) -> bool:
        arg.value.visit(self)
        return False

    def visit_Attribute(self, attribute: cst.Attribute) -> bool:
        attribute.value.visit(self)
        return False

    def visit_Name(self, name: cst.Name) -> None:
        if name.value in self.names:
            self.found.append(name.value)

    def visit_IfExp(self, expression: cst.IfExp) -> bool:
        for part in (expression.test, expression.body, expression.orelse):
            part.visit(self)
        return False


_ATOMS = (
    cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float, cst.Imaginary, cst.SimpleString,
    cst.List, cst.Dict, cst.Set, cst.ListComp, cst.SetComp, cst.DictComp, cst.FormattedString, cst.Ellipsis,
)  # fmt: skip


def is_atom(node: cst.BaseExpression) -> bool:
    """Whether a node can stand anywhere in an expression without parentheses."""
    return isinstance(node, _ATOMS) or bool(getattr(node, "lpar", ()))


def parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    return node if is_atom(node) else node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])


def _holder(node: cst.BaseExpression) -> cst.BaseExpression:
    """The node as the object of an attribute: ``1 .real`` needs parentheses too."""
    if isinstance(node, cst.Integer) and not node.lpar:
        return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return parenthesized(node)


class _Substitute(cst.CSTTransformer):
    """Puts arguments in place of parameters, and target paths in place of their dotted names."""

    def __init__(self, arguments: dict[str, list[cst.Arg]], paths: PathRenderer) -> None:
        self.arguments = arguments
        self.paths = paths

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Attribute) and path_of(node):
            return False
        return super().on_visit(node)

    def leave_Attribute(self, original_node: cst.Attribute, updated_node: cst.Attribute) -> cst.BaseExpression:
        path = path_of(original_node)
        if path:
            return self.paths(path)
        # The attribute's own name is no parameter, whatever it is called.
        return updated_node.with_changes(value=_holder(updated_node.value), attr=original_node.attr)

    def leave_Arg(self, original_node: cst.Arg, updated_node: cst.Arg) -> cst.Arg | cst.FlattenSentinel[cst.Arg]:
        # Keywords are names of the target, not parameters.
        changed = updated_node.with_changes(keyword=original_node.keyword)
        name = original_node.value
        if original_node.star == "*" and isinstance(name, cst.Name) and name.value in self.arguments:
            return cst.FlattenSentinel([_plain_arg(arg) for arg in self.arguments[name.value]])
        if isinstance(name, cst.Name) and name.value in self.arguments:
            return changed.with_changes(value=_alone(self.arguments[name.value][0].value))
        return changed

    def leave_StarredElement(self, original_node: cst.StarredElement, updated_node: cst.StarredElement) -> Any:
        name = original_node.value
        if isinstance(name, cst.Name) and name.value in self.arguments:
            elements: list[cst.BaseElement] = [
                cst.StarredElement(arg.value) if arg.star else cst.Element(arg.value)
                for arg in self.arguments[name.value]
            ]
            return cst.FlattenSentinel(elements)
        return updated_node

    def leave_List(self, original_node: cst.List, updated_node: cst.List) -> cst.List:
        # A starred parameter that is left out may have been the last.
        if not updated_node.elements:
            return updated_node
        *others, last = updated_node.elements
        return updated_node.with_changes(elements=[*others, _last(last)])

    def _bare(self, original: cst.BaseExpression, updated: cst.BaseExpression) -> cst.BaseExpression:
        """A parameter that stands alone between brackets or commas needs no parentheses."""
        if isinstance(original, cst.Name) and self.arguments.get(original.value):
            return self.arguments[original.value][0].value
        return updated

    def leave_Index(self, original_node: cst.Index, updated_node: cst.Index) -> cst.Index:
        return updated_node.with_changes(value=self._bare(original_node.value, updated_node.value))

    def leave_Element(self, original_node: cst.Element, updated_node: cst.Element) -> cst.Element:
        return updated_node.with_changes(value=_alone(self._bare(original_node.value, updated_node.value)))

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.BaseExpression:
        if original_node.value in self.arguments and self.arguments[original_node.value]:
            return parenthesized(self.arguments[original_node.value][0].value)
        return updated_node


def _last(element: cst.BaseElement) -> cst.BaseElement:
    return element.with_changes(comma=cst.MaybeSentinel.DEFAULT)


def _plain_arg(arg: cst.Arg) -> cst.Arg:
    return cst.Arg(arg.value, star=arg.star)


def _alone(value: cst.BaseExpression) -> cst.BaseExpression:
    """A generator expression needs its own parentheses once it is not the only argument."""
    return parenthesized(value) if isinstance(value, cst.GeneratorExp | cst.NamedExpr) else value


def render(
    template: str,
    binding: Binding,
    call: cst.Call | None,
    receiver: cst.BaseExpression | None,
    omit: Sequence[str],
    paths: PathRenderer,
) -> cst.BaseExpression:
    """The expression that a template gives for a call (or, with no call, for an attribute of ``receiver``)."""
    tree = parse_template(template)
    arguments: dict[str, list[cst.Arg]] = {}
    args = call.args if call is not None else ()
    for name, indices in binding.given.items():
        arguments[name] = [args[index] for index in indices]
    if receiver is not None:
        arguments[RECEIVER] = [cst.Arg(receiver)]
    for param in binding.missing:
        if param.kind == "var_positional":
            arguments[param.name] = []
        elif param.default is not None:
            arguments[param.name] = [cst.Arg(parse_template(param.default))]
    substitute = _Substitute(arguments, paths)
    left_out = frozenset(p.name for p in binding.missing) & frozenset(omit)
    if left_out:
        tree = tree.visit(_LeaveOut(left_out))  # type: ignore[assignment]
    if isinstance(tree, cst.Call):
        new_args = _call_args(tree, arguments, substitute)
        func = tree.func.visit(substitute)
        new = cst.Call(func=func, args=new_args)  # type: ignore[arg-type]
        if call is not None:
            new = new.with_changes(
                whitespace_before_args=call.whitespace_before_args, args=_with_layout(new_args, call.args)
            )
        result: cst.BaseExpression = new
    else:
        result = tree.visit(substitute)  # type: ignore[assignment]
    original = call if call is not None else None
    if original is not None and original.lpar:
        return result.with_changes(lpar=[*original.lpar, *result.lpar], rpar=[*result.rpar, *original.rpar])
    return parenthesized(result)


class _LeaveOut(cst.CSTTransformer):
    """Takes parameters that the caller left out, and whose default is the target's too, out of a template's calls."""

    def __init__(self, names: frozenset[str]) -> None:
        self.names = names

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        kept: list[cst.Arg] = []
        needed = False
        for arg in reversed(updated_node.args):
            named = isinstance(arg.value, cst.Name) and arg.value.value in self.names and not arg.star
            if named and (arg.keyword is not None or not needed):
                continue
            # A positional argument holds the place of those before it.
            needed = needed or arg.keyword is None
            kept.insert(0, arg)
        if kept and len(kept) < len(updated_node.args):
            kept[-1] = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(args=kept)


def _call_args(tree: cst.Call, arguments: dict[str, list[cst.Arg]], substitute: _Substitute) -> list[cst.Arg]:
    """The arguments of the template's call: a direct parameter takes over the caller's own node."""
    result: list[cst.Arg] = []
    for arg in tree.args:
        name = arg.value.value if isinstance(arg.value, cst.Name) and arg.value.value in arguments else ""
        if name and arg.star == "*":
            result.extend(arguments[name])
        elif name:
            own = arguments[name][0]
            result.append(
                own.with_changes(keyword=arg.keyword, star="", value=_alone(own.value), equal=_tight_equal(own, arg))
            )
        else:
            visited = arg.visit(substitute)
            result.append(visited.with_changes(comma=cst.MaybeSentinel.DEFAULT))  # type: ignore[union-attr]
    return result


def _tight_equal(own: cst.Arg, arg: cst.Arg) -> cst.AssignEqual | cst.MaybeSentinel:
    if arg.keyword is None:
        return cst.MaybeSentinel.DEFAULT
    if own.keyword is not None:
        return own.equal
    return cst.AssignEqual(cst.SimpleWhitespace(""), cst.SimpleWhitespace(""))


def _with_layout(new: Sequence[cst.Arg], old: Sequence[cst.Arg]) -> list[cst.Arg]:
    """Give the new arguments the old ones' separators, so that line breaks and comments between them stay."""
    simple = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    separators = [a.comma for a in old[:-1]]
    trailing = old[-1].comma if old else cst.MaybeSentinel.DEFAULT
    result: list[cst.Arg] = []
    for index, arg in enumerate(new):
        last = index == len(new) - 1
        if last:
            comma = trailing
        else:
            comma = (
                arg.comma
                if isinstance(arg.comma, cst.Comma) and arg is not new[-1] and index < len(separators)
                else cst.MaybeSentinel.DEFAULT
            )
            if not isinstance(comma, cst.Comma) or comma is trailing:
                comma = separators[index] if index < len(separators) else simple
                if not isinstance(comma, cst.Comma):
                    comma = simple
        after = arg.whitespace_after_arg
        result.append(arg.with_changes(comma=comma, whitespace_after_arg=after))
    if old and new and old[-1].whitespace_after_arg is not result[-1].whitespace_after_arg:
        tail = old[-1].whitespace_after_arg
        moved = [
            a.with_changes(whitespace_after_arg=cst.SimpleWhitespace("")) if a.whitespace_after_arg is tail else a
            for a in result
        ]
        result = [*moved[:-1], moved[-1].with_changes(whitespace_after_arg=tail)]
    return result
