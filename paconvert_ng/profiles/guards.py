"""What must be known of a text before an edit is made; each guard says why not, or nothing."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from paconvert_ng.profiles.imports import Imports, bound
from paconvert_ng.profiles.pattern import same

Scope = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef

_NUMBER_CALLS = frozenset(("int", "float", "len", "abs", "round", "min", "max"))
_NUMBER_METHODS = frozenset(("dim", "ndimension", "numel", "nelement", "element_size"))
_ARITHMETIC = ast.Add | ast.Sub | ast.Mult | ast.Div | ast.FloorDiv | ast.Mod | ast.Pow
_SOFTMAX = frozenset(
    f"{module}.{name}"
    for module in ("torch", "torch.nn.functional", "torch.special")
    for name in ("softmax", "log_softmax")
)
_CASTS = frozenset(("float", "to", "type", "half", "bfloat16", "double"))


def is_number(node: ast.expr, scope: Scope, seen: frozenset[str] = frozenset()) -> bool:
    """Whether an expression is a Python number: by its form, and by all that its names are bound to in the function."""
    match node:
        case ast.Constant(value=value):
            return isinstance(value, int | float) and not isinstance(value, bool)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
            return is_number(operand, scope, seen)
        case ast.BinOp(left=left, op=op, right=right) if isinstance(op, _ARITHMETIC):
            return is_number(left, scope, seen) and is_number(right, scope, seen)
        case ast.IfExp(body=first, orelse=second):
            return is_number(first, scope, seen) and is_number(second, scope, seen)
        case ast.Subscript(value=ast.Attribute(attr="shape"), slice=index):
            return not isinstance(index, ast.Slice | ast.Tuple)
        case ast.Attribute(attr="ndim"):
            return True
        case ast.Call(func=ast.Attribute(value=ast.Name(id="math")), keywords=[]):
            return True
        case ast.Call(func=ast.Attribute(attr="size"), args=args, keywords=keywords):
            return len(args) + len(keywords) == 1 and all(keyword.arg == "dim" for keyword in keywords)
        case ast.Call(func=ast.Attribute(attr=attr), args=[], keywords=[]):
            return attr in _NUMBER_METHODS
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]):
            if name in ("int", "float", "len"):
                return True
            return name in _NUMBER_CALLS and all(is_number(argument, scope, seen) for argument in args)
        case ast.Name(id=name):
            return name in seen or _always_number(name, scope, seen | {name})
    return False


def _always_number(name: str, scope: Scope, seen: frozenset[str]) -> bool:
    """Whether all that binds a name in a scope binds it to a number."""
    values = list(_values(name, scope))
    return bool(values) and all(value is not None and is_number(value, scope, seen) for value in values)


def _values(name: str, scope: Scope) -> Iterator[ast.expr | None]:
    """What a name is bound to in a scope; None for what is not known."""
    plain: set[int] = set()
    for node in ast.walk(scope):
        pairs: list[tuple[ast.expr, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(target, node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            pairs = [(node.target, node.value)]
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            pairs = [(node.target, ast.BinOp(ast.Name(node.target.id, ast.Load()), node.op, node.value))]
        for target, value in pairs:
            for one, given in _pairs(target, value):
                if isinstance(one, ast.Name):
                    plain.add(id(one))
                    if one.id == name:
                        yield given
    for node in ast.walk(scope):
        if name in bound(node) and id(node) not in plain:
            yield None


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Targets and their values, of an unpacked tuple one by one; a shape's are its dimensions."""
    if isinstance(target, ast.Tuple | ast.List):
        if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(target.elts):
            for one, given in zip(target.elts, value.elts, strict=True):
                yield from _pairs(one, given)
            return
        is_size = isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "size"
        if isinstance(value, ast.Attribute) and value.attr == "shape" or is_size:
            for one in target.elts:
                yield one, ast.Constant(0)
        return
    yield target, value


def is_floating(node: ast.expr, scope: Scope, imports: Imports) -> bool:
    """Whether an expression is taken for a floating-point tensor: the function takes its softmax, or asks torch.finfo
    for its dtype, both of which torch refuses for integers."""
    for call in ast.walk(scope):
        if not isinstance(call, ast.Call):
            continue
        name = imports.name_of(call.func)
        argument = call.args[0] if call.args else next((k.value for k in call.keywords if k.arg == "input"), None)
        if name == "torch.finfo" and isinstance(argument, ast.Attribute) and argument.attr == "dtype":
            if same(argument.value, node):
                return True
        elif name in _SOFTMAX and argument is not None and same(_uncast(argument), node):
            return True
        elif isinstance(call.func, ast.Attribute) and call.func.attr in ("softmax", "log_softmax"):
            if same(_uncast(call.func.value), node):
                return True
    return False


def _uncast(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CASTS:
        node = node.func.value
    return node


def scope_of(node: ast.AST, parents: dict[ast.AST, ast.AST]) -> Scope:
    """The innermost function around a node, or the class or module."""
    while not isinstance(node, Scope):
        node = parents[node]
    return node


def read_later(
    removed: Sequence[ast.stmt], scope: Scope, parents: Mapping[ast.AST, ast.AST], instead: Sequence[ast.stmt] = ()
) -> tuple[str, int] | None:
    """A name that statements bind anew and that is read elsewhere in their function, and where; None if there is none.

    ``instead`` are the statements that take their place, which may bind it too. What they read before they bind it was
    bound before them and still is when they are gone. A read behind another assignment in its own block reads that.
    """
    lost: set[str] = set()
    read: set[str] = set()
    for name, reads in _accesses(removed):
        if reads and name not in lost:
            read.add(name)
        elif not reads and name not in read:
            lost.add(name)
    lost -= {name for name, reads in _accesses(instead) if not reads}
    # Contexts (ast.Load) are one object for all trees.
    inside = (node for statement in removed for node in ast.walk(statement))
    gone = {id(node) for node in inside if isinstance(node, ast.stmt | ast.expr)}
    for node in ast.walk(scope):
        for needed in _read(node):
            if needed.id in lost and id(needed) not in gone and not _bound_before(needed, gone, parents):
                return needed.id, needed.lineno
        if isinstance(node, ast.Global | ast.Nonlocal) and lost.intersection(node.names):
            return min(lost.intersection(node.names)), node.lineno
    if isinstance(scope, ast.Module | ast.ClassDef) and lost:
        return min(lost), removed[0].lineno
    return None


def _read(node: ast.AST) -> list[ast.Name]:
    """The names that a node itself needs a value of."""
    if isinstance(node, ast.AugAssign):
        return [node.target] if isinstance(node.target, ast.Name) else []
    return [node] if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store) else []


def _bound_before(name: ast.Name, gone: Collection[int], parents: Mapping[ast.AST, ast.AST]) -> bool:
    """Whether every way to a read goes through an assignment of the name, and none of the nodes ``gone`` is between."""
    node: ast.AST = name
    while not isinstance(node, Scope):
        outer = parents[node]
        block = next((b for b in _blocks_of(outer) if any(statement is node for statement in b)), [])
        at = next((number for number, statement in enumerate(block) if statement is node), 0)
        for number in range(at - 1, -1, -1):
            statement = block[number]
            if any(id(inner) in gone for inner in ast.walk(statement)):
                return False
            targets = statement.targets if isinstance(statement, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == name.id for target in targets):
                return True
        if any(id(inner) in gone for inner in ast.walk(node)):
            return False
        node = outer
    return False


def _blocks_of(node: ast.AST) -> list[list[ast.stmt]]:
    found = (getattr(node, field, None) for field in ("body", "orelse", "finalbody"))
    return [block for block in found if isinstance(block, list)]


def _accesses(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, bool]]:
    """Names in the order in which they are read (True) or bound."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            yield from _accesses([node.value, *node.targets])
        elif isinstance(node, ast.AugAssign):
            if isinstance(node.target, ast.Name):
                yield node.target.id, True
            yield from _accesses([node.value, node.target])
        elif isinstance(node, ast.For | ast.AsyncFor):
            yield from _accesses([node.iter, node.target, *node.body, *node.orelse])
        elif isinstance(node, ast.Name):
            yield node.id, isinstance(node.ctx, ast.Load)
        else:
            yield from ((name, False) for name in bound(node))
            yield from _accesses(ast.iter_child_nodes(node))


def cannot_move(moved: ast.stmt, passed: Sequence[ast.stmt], meant: Iterable[ast.expr]) -> str:
    """Why a statement cannot go before others; "" if it can.

    ``meant`` are the names that are to mean there what they are bound to before. Nothing else may change by it: it
    calls nothing, binds nothing that they name, reads nothing else that they bind.
    """
    if any(isinstance(node, ast.Call | ast.Await | ast.Yield | ast.YieldFrom) for node in ast.walk(moved)):
        return "it calls something"
    wanted = {node.id for node in meant if isinstance(node, ast.Name)}
    binds = {name for name, reads in _accesses([moved]) if not reads}
    reads = {name for name, reads in _accesses([moved]) if reads}
    named = {name for name, _ in _accesses(passed)}
    rebound = {name for name, read in _accesses(passed) if not read}
    rebound |= {root for statement in passed for node in ast.walk(statement) if (root := _changed_part_of(node))}
    if binds & named:
        return f"{min(binds & named)} is used before it"
    if (reads & rebound) - wanted:
        return f"{min((reads & rebound) - wanted)} is bound before it"
    if any(isinstance(node, ast.Return | ast.Raise | ast.Break | ast.Continue) for s in passed for node in ast.walk(s)):
        return "it is not always reached"
    return ""


def _changed_part_of(node: ast.AST) -> str:
    """The name of which an assignment changes an attribute or item; "" if it does not."""
    if not isinstance(node, ast.Attribute | ast.Subscript) or isinstance(node.ctx, ast.Load):
        return ""
    part: ast.expr = node
    while isinstance(part, ast.Attribute | ast.Subscript):
        part = part.value
    return part.id if isinstance(part, ast.Name) else ""
