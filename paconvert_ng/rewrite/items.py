"""Items that are read or written through helpers: what becomes of ``x[None, index]``, ``x[index] = y``, ``x[list]``."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.facts import Use
from paconvert_ng.analysis.items import LAYER_LISTS, READ
from paconvert_ng.analysis.values import Inst, Method
from paconvert_ng.rewrite.decisions import Decision, Indexed, ItemRead, ItemWritten
from paconvert_ng.rewrite.template import parenthesized

_MEMBER = "torch.Tensor."


def decide_item(use: Use) -> Decision | None:
    """The decision for a use that ``analysis/items`` recorded."""
    name = use.target.name if isinstance(use.target, Method) else READ
    receiver = use.target.receiver if isinstance(use.target, Method) else None
    if isinstance(receiver, Inst) and receiver.cls in LAYER_LISTS:
        return Indexed(f"{receiver.cls}.{name}", True, "helper.layer_number")
    if use.role == "operator":
        return Indexed(_MEMBER + name, True, "helper.torch_index")
    if name == READ:
        return ItemRead(_MEMBER + name, True, "helper.read_items")
    if use.simple is None:
        return None
    return ItemWritten(_MEMBER + name, True, "helper.write_items")


def read_item(node: cst.Subscript, function: cst.BaseExpression) -> cst.Call:
    call = cst.Call(function, [cst.Arg(node.value, comma=_comma()), cst.Arg(index_of(node))])
    return call.with_changes(lpar=node.lpar, rpar=node.rpar)


def write_item(statement: cst.CSTNode, function: cst.BaseExpression) -> cst.Expr:
    """The call in place of an assignment to an item."""
    assignment = cst.ensure_type(statement, cst.Assign)
    target = cst.ensure_type(assignment.targets[0].target, cst.Subscript)
    value = assignment.value
    if isinstance(value, cst.Tuple | cst.Yield | cst.GeneratorExp | cst.NamedExpr):
        value = parenthesized(value)
    args = [cst.Arg(value, comma=_comma()), cst.Arg(target.value, comma=_comma()), cst.Arg(index_of(target))]
    return cst.Expr(cst.Call(function, args), semicolon=assignment.semicolon)


def convert_index(node: cst.Subscript, function: cst.BaseExpression) -> cst.Subscript:
    """The same item, with its only index through a function."""
    (element,) = node.slice
    index = cst.ensure_type(element.slice, cst.Index)
    return node.with_changes(
        slice=[element.with_changes(slice=index.with_changes(value=cst.Call(function, [cst.Arg(index.value)])))]
    )


def _comma() -> cst.Comma:
    return cst.Comma(whitespace_after=cst.SimpleWhitespace(" "))


def index_of(node: cst.Subscript) -> cst.BaseExpression:
    """What stands between the brackets as an expression: slices are called by name."""
    parts: list[cst.BaseElement] = []
    for element in node.slice:
        if isinstance(element.slice, cst.Slice):
            parts.append(cst.Element(_slice(element.slice)))
        else:
            index = cst.ensure_type(element.slice, cst.Index)
            parts.append(cst.StarredElement(index.value) if index.star else cst.Element(index.value))
    if len(parts) == 1 and isinstance(parts[0], cst.Element) and isinstance(node.slice[0].comma, cst.MaybeSentinel):
        return parts[0].value
    return cst.Tuple(parts)


def _slice(node: cst.Slice) -> cst.Call:
    bounds = [node.lower, node.upper, node.step]
    while bounds and bounds[-1] is None:
        bounds.pop()
    if len(bounds) < 2:
        # One argument is the end, as that of `range` is.
        bounds = [node.lower, None] if node.lower is not None else [None]
    return cst.Call(cst.Name("slice"), [cst.Arg(bound if bound is not None else cst.Name("None")) for bound in bounds])
