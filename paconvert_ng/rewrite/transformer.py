"""Applies decisions: a libcst transformer over the parts of the tree that change.

Decisions were made on the original tree; here each is applied to the node with its children
already rewritten, so that a conversion inside an argument is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import libcst as cst

from paconvert_ng.analysis.facts import Use
from paconvert_ng.rewrite.bind import Binding
from paconvert_ng.rewrite.decisions import (
    Assignment,
    Augmented,
    Bound,
    ByPosition,
    Constant,
    Decision,
    Equality,
    Indexed,
    ItemRead,
    ItemWritten,
    Operator,
    ReceiverFirst,
    Rename,
    RenameMember,
    Render,
    Respelled,
)
from paconvert_ng.rewrite.items import convert_index, index_of, read_item, write_item
from paconvert_ng.rewrite.template import PathRenderer, parenthesized, render
from paconvert_ng.rules.model import Signature

#: Rewrites one node whose children are already rewritten.
Replacement = Callable[[cst.CSTNode], cst.CSTNode]


class Rewriter(cst.CSTTransformer):
    """Replaces the nodes that have a replacement, innermost first."""

    def __init__(self, replacements: Mapping[cst.CSTNode, Replacement]) -> None:
        super().__init__()
        self.replacements = replacements

    def on_leave(self, original_node: cst.CSTNode, updated_node: cst.CSTNode) -> cst.CSTNode:  # type: ignore[override]
        replacement = self.replacements.get(original_node)
        return updated_node if replacement is None else replacement(updated_node)


def wrapped(function: cst.BaseExpression, inner: Replacement | None) -> Replacement:
    """A call of ``function`` around what a node becomes."""

    def wrap(node: cst.CSTNode) -> cst.CSTNode:
        value = cst.ensure_type(node if inner is None else inner(node), cst.BaseExpression)  # type: ignore[type-abstract]
        if _is_plainly_parenthesized(value) and not isinstance(value, cst.Tuple | cst.GeneratorExp):
            value = value.with_changes(lpar=(), rpar=())
        return cst.Call(function, [cst.Arg(value)])

    return wrap


def _by_position(call: cst.Call) -> cst.Call:
    plain = [arg.with_changes(keyword=None, equal=cst.MaybeSentinel.DEFAULT) for arg in call.args]
    return call.with_changes(args=plain)


def _is_plainly_parenthesized(node: cst.BaseExpression) -> bool:
    """Whether parentheses hold nothing but the expression: no comment, no new line."""
    parens: list[cst.LeftParen | cst.RightParen] = [*getattr(node, "lpar", ()), *getattr(node, "rpar", ())]
    spaces = [p.whitespace_after if isinstance(p, cst.LeftParen) else p.whitespace_before for p in parens]
    return bool(parens) and all(isinstance(space, cst.SimpleWhitespace) for space in spaces)


def replacement(decision: Decision, paths: PathRenderer) -> Replacement | None:
    """How a decision changes its node; None if it leaves it."""
    if isinstance(decision, Rename):
        return lambda node: _rename(node, paths(decision.target))
    if isinstance(decision, RenameMember):
        return lambda node: _rename_member(node, decision.name)
    if isinstance(decision, ReceiverFirst):
        return lambda node: _receiver_first(node, paths(decision.target))
    if isinstance(decision, Bound):
        maker = "helper.bound_method" if not decision.name else "helper.bound_member"
        return lambda node: _bound(node, paths(maker), paths(decision.target), decision.name)
    if isinstance(decision, Render):
        return lambda node: _render(node, decision, paths)
    if isinstance(decision, Respelled):
        inner = replacement(decision.inner, paths)
        return lambda node: _respelled(cst.ensure_type(node, cst.Call), inner)
    if isinstance(decision, ByPosition):
        return lambda node: _by_position(cst.ensure_type(node, cst.Call))
    if isinstance(decision, Constant):
        return lambda node: parenthesized(cst.parse_expression(decision.text))
    if isinstance(decision, Equality):
        return lambda node: _equality(cst.ensure_type(node, cst.Comparison))
    if isinstance(decision, Operator):
        return lambda node: _operator(node, paths(decision.target))
    if isinstance(decision, Indexed):
        return lambda node: convert_index(cst.ensure_type(node, cst.Subscript), paths(decision.target))
    if isinstance(decision, ItemRead):
        return lambda node: read_item(cst.ensure_type(node, cst.Subscript), paths(decision.target))
    if isinstance(decision, ItemWritten):
        return lambda node: write_item(node, paths(decision.target))
    if isinstance(decision, Augmented):
        return lambda node: _augmented(cst.ensure_type(node, cst.AugAssign), decision, paths)
    return None


def method_call(node: cst.Call) -> cst.Call:
    """``Class.foo(x, args)`` as ``x.foo(args)``."""
    func = cst.ensure_type(node.func, cst.Attribute)
    receiver = parenthesized(node.args[0].value)
    return node.with_changes(func=func.with_changes(value=receiver, lpar=(), rpar=()), args=node.args[1:])


def _respelled(node: cst.Call, inner: Replacement | None) -> cst.CSTNode:
    spelled = method_call(node)
    return spelled if inner is None else inner(spelled)


def _operator(node: cst.CSTNode, target: cst.BaseExpression) -> cst.BaseExpression:
    """``target(left, right)`` for a binary operation or a comparison of two; what is looked into comes first."""
    if isinstance(node, cst.Comparison):
        operator: Any = node.comparisons[0].operator
        right = node.comparisons[0].comparator
        if isinstance(operator, cst.In | cst.NotIn):
            looked = cst.Call(target, [cst.Arg(_argument(right)), cst.Arg(_argument(node.left))])
            found = looked if isinstance(operator, cst.In) else cst.UnaryOperation(cst.Not(), looked)
            return found.with_changes(lpar=node.lpar, rpar=node.rpar)
    else:
        node = cst.ensure_type(node, cst.BinaryOperation)
        operator, right = node.operator, node.right
    # What stood around the operator (line breaks, comments) goes behind the comma.
    before, after = operator.whitespace_before, operator.whitespace_after
    comma = cst.Comma(before if _breaks(before) else cst.SimpleWhitespace(""), after)
    call = cst.Call(target, [cst.Arg(_argument(node.left), comma=comma), cst.Arg(_argument(right))])
    return call.with_changes(lpar=node.lpar, rpar=node.rpar)


def _equality(node: cst.Comparison) -> cst.Comparison:
    target = node.comparisons[0]
    old: Any = target.operator
    new = (cst.Equal if isinstance(old, cst.Is) else cst.NotEqual)(
        whitespace_before=old.whitespace_before, whitespace_after=old.whitespace_after
    )
    return node.with_changes(comparisons=[target.with_changes(operator=new)])


def _breaks(whitespace: cst.BaseParenthesizableWhitespace) -> bool:
    return isinstance(whitespace, cst.ParenthesizedWhitespace)


def _augmented(node: cst.AugAssign, decision: Augmented, paths: PathRenderer) -> cst.Assign | cst.Expr:
    target = paths(decision.target)
    # Every augmented operator has white space on both sides; the base class does not say so.
    operator: Any = node.operator
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    right = parenthesized(node.value) if isinstance(node.value, cst.Tuple | cst.Yield) else _argument(node.value)
    if decision.place:
        holder, key = _parts(node.target)
        place = cst.Call(paths(decision.place), [cst.Arg(holder, comma=comma), cst.Arg(key)])
        change = cst.Call(cst.Attribute(place, cst.Name("change")), [cst.Arg(target, comma=comma), cst.Arg(right)])
        return cst.Expr(change, semicolon=node.semicolon)
    call = cst.Call(target, [cst.Arg(node.target, comma=comma), cst.Arg(right)])
    assigned = cst.AssignTarget(node.target, operator.whitespace_before, operator.whitespace_after)
    return cst.Assign([assigned], call, semicolon=node.semicolon)


def _parts(target: cst.BaseExpression) -> tuple[cst.BaseExpression, cst.BaseExpression]:
    """The container and key of an item, or the object and name of an attribute."""
    if isinstance(target, cst.Attribute):
        return _argument(target.value), cst.SimpleString(f'"{target.attr.value}"')
    item = cst.ensure_type(target, cst.Subscript)
    return _argument(item.value), _argument(index_of(item))


def _rename(node: cst.CSTNode, target: cst.BaseExpression) -> cst.CSTNode:
    if isinstance(node, cst.Call) and not isinstance(target, cst.Call):
        return node.with_changes(func=target)
    return target.with_changes(lpar=node.lpar, rpar=node.rpar)  # type: ignore[attr-defined]


def _rename_member(node: cst.CSTNode, name: str) -> cst.CSTNode:
    if isinstance(node, cst.Call):
        return node.with_changes(func=node.func.with_changes(attr=cst.Name(name)))
    return node.with_changes(attr=cst.Name(name))


def _receiver_first(node: cst.CSTNode, target: cst.BaseExpression) -> cst.CSTNode:
    if isinstance(node, cst.Attribute):
        call = cst.Call(target, [cst.Arg(_argument(node.value))])
        return call.with_changes(lpar=node.lpar, rpar=node.rpar)
    call = cst.ensure_type(node, cst.Call)
    func = cst.ensure_type(call.func, cst.Attribute)
    comma = cst.Comma(whitespace_after=_between(func.dot)) if call.args else cst.MaybeSentinel.DEFAULT
    first = cst.Arg(_argument(func.value), comma=comma)
    args = [first, *call.args]
    if len(call.args) == 1 and isinstance(call.args[0].value, cst.GeneratorExp):
        args[1] = args[1].with_changes(value=parenthesized(args[1].value))
    return call.with_changes(func=target, args=args)


def _bound(node: cst.CSTNode, maker: cst.BaseExpression, target: cst.BaseExpression, name: str) -> cst.CSTNode:
    """``x.foo`` or ``getattr(x, "foo")`` as a method that is bound to ``x``."""
    whole = cst.ensure_type(node, cst.BaseExpression)  # type: ignore[type-abstract]
    receiver = whole.args[0].value if isinstance(whole, cst.Call) else cst.ensure_type(whole, cst.Attribute).value
    comma = cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))
    args = [cst.Arg(target, comma=comma), cst.Arg(_argument(receiver))]
    if name:
        args = [args[0], args[1].with_changes(comma=comma), cst.Arg(cst.SimpleString(f'"{name}"'))]
    call = cst.Call(maker, args)
    return call.with_changes(lpar=whole.lpar, rpar=whole.rpar)


def _argument(node: cst.BaseExpression) -> cst.BaseExpression:
    return parenthesized(node) if isinstance(node, cst.GeneratorExp | cst.NamedExpr | cst.Yield) else node


def _between(dot: cst.Dot) -> cst.BaseParenthesizableWhitespace:
    """Line breaks and comments that stood around the dot go behind the comma."""
    for whitespace in (dot.whitespace_before, dot.whitespace_after):
        if isinstance(whitespace, cst.ParenthesizedWhitespace):
            return whitespace
    return cst.SimpleWhitespace(" ")


def _render(node: cst.CSTNode, decision: Render, paths: PathRenderer) -> cst.CSTNode:
    call = node if isinstance(node, cst.Call) else None
    holder = call.func if call is not None else node
    # Only a method's or an attribute's template mentions its receiver.
    receiver = holder.value if isinstance(holder, cst.Attribute) else None
    if receiver is None and call is not None and call.args:
        # `float(x)` stands for a method of what it is given.
        receiver = call.args[0].value
    return render(decision.template, decision.binding, call, receiver, decision.omit, paths)


def assignment_to(use: Use) -> cst.Assign:
    """The statement that assigns to a use; its owner holds it, perhaps in a suite on the owner's line."""
    nodes = [use.owner] if use.owner is not None else []
    while nodes:
        node = nodes.pop()
        if isinstance(node, cst.Assign) and node.targets[0].target is use.node:
            return node
        if not isinstance(node, cst.BaseExpression):
            nodes.extend(node.children)
    raise ValueError("the use is no target of an assignment")


def rewrite_assignment(statement: cst.CSTNode, decision: Assignment, paths: PathRenderer) -> cst.Expr:
    """``x.attr = value`` as the call that the rule's ``set`` gives; both sides already rewritten."""
    node = cst.ensure_type(statement, cst.Assign)
    target = cst.ensure_type(node.targets[0].target, cst.Attribute)
    binding = Binding(Signature(()), {"value": (0,)})
    call = cst.Call(target, [cst.Arg(node.value)])
    value = render(decision.template, binding, call, target.value, (), paths)
    return cst.Expr(value.with_changes(lpar=[], rpar=[]), semicolon=node.semicolon)
