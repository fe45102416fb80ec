"""Statements, in the order in which they run: bindings, branches, loops, imports.

Every function returns whether control certainly leaves the block (return, raise, break,
continue), so that what was bound in it does not reach the code below.
"""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from paconvert_ng.analysis.expressions import evaluate
from paconvert_ng.analysis.import_statements import (
    catches_import_error,
    import_from,
    import_module,
    imports_what_torch_has,
)
from paconvert_ng.analysis.items import note_write
from paconvert_ng.analysis.naming import note_alias, record
from paconvert_ng.analysis.one_number import note_dimensions
from paconvert_ng.analysis.operators import AUGMENTED, binary_result, is_part_of
from paconvert_ng.analysis.scopes import bound_names, captured_names
from paconvert_ng.analysis.truth import note_truth
from paconvert_ng.analysis.type_values import type_value
from paconvert_ng.analysis.values import (
    FOREIGN,
    NONE,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    WEAK_TENSOR,
    Inst,
    Method,
    Value,
    awaited,
    element_type,
    join_bound,
    options,
    without_const,
)
from paconvert_ng.analysis.walker import Walker

Env = dict[str, Value]

#: Loops nested deeper than this are walked once, with what they assign unknown.
_MAX_LOOP_DEPTH = 2

#: Statements behind which the rest of a block does not run.
_ENDING = (cst.Return, cst.Raise, cst.Break, cst.Continue)


def walk_block(self: Walker, body: cst.BaseSuite | cst.Module) -> bool:
    terminated = False
    for statement in body.body:
        if isinstance(statement, cst.SimpleStatementLine):
            self.owner = statement
            for small in statement.body:
                terminated = _small(self, small) or terminated
        elif isinstance(statement, cst.BaseSmallStatement):
            terminated = _small(self, statement) or terminated
        else:
            self.owner = statement
            terminated = _COMPOUND[type(statement)](self, statement) or terminated
    return terminated


def _small(self: Walker, node: cst.BaseSmallStatement) -> bool:
    handler = _SMALL.get(type(node))
    if handler is not None:
        handler(self, node)
    return isinstance(node, _ENDING)


def _expr(self: Walker, node: cst.Expr) -> None:
    evaluate(self, node.value)
    note_alias(self, node.value)


def _assign(self: Walker, node: cst.Assign) -> None:
    value = evaluate(self, node.value)
    renamed = all(isinstance(t.target, cst.Name) for t in node.targets) and note_alias(self, node.value)
    _note_class_value(self, node.value)
    for target in node.targets:
        self.assign_target(target.target, value, node, renamed)
    _note_passed(self, node, value)
    if len(node.targets) == 1:
        note_dimensions(self, node.targets[0].target, node.value)
    use = self.facts.uses.get(node.targets[0].target)
    if use is not None and len(node.targets) == 1:
        use.simple = node


def _note_passed(self: Walker, node: cst.Assign, value: Value) -> None:
    """Note a name for a part of what was passed to the function."""
    target = node.targets[0].target
    if self.function is None or not isinstance(target, cst.Name) or value not in (TENSOR, WEAK_TENSOR):
        return
    if is_part_of(node.value, [*(name for name, _ in self.function.parameters), *self.function.passed]):
        self.function.passed.add(target.value)


def _note_class_value(self: Walker, node: cst.BaseExpression) -> None:
    """Note that a class keeps what an (already evaluated) expression names."""
    use = self.facts.uses.get(node)
    if use is not None and use.role == "value" and self.scope.kind == "class":
        use.role = "class_value"


def _ann_assign(self: Walker, node: cst.AnnAssign) -> None:
    declared = type_value(self, node.annotation.annotation, evaluate(self, node.annotation.annotation, "type"))
    value = evaluate(self, node.value) if node.value is not None else UNKNOWN
    if node.value is not None:
        _note_class_value(self, node.value)
    if node.value is None and self.scope.kind != "class":
        return
    self.assign_target(node.target, value if value is not UNKNOWN and value != NONE else declared, node)


def _aug_assign(self: Walker, node: cst.AugAssign) -> None:
    left = evaluate(self, node.target)
    if not isinstance(node.target, cst.Subscript):
        # The target is read and written: no getter can take its place.
        self.facts.uses.pop(node.target, None)
    right = evaluate(self, node.value)
    if not isinstance(node.target, cst.Subscript) or _may_hold_tensors(self, node.target):
        name = AUGMENTED[type(node.operator)]
        if self.may_be_source_member(left, name):
            record(self, node, "operator", Method(left, name))
    else:
        note_write(self, node.target, binary_result(left, right, node.operator), node)
    self.assign_augmented(node.target, binary_result(left, right, node.operator))


def _may_hold_tensors(self: Walker, target: cst.Subscript) -> bool:
    """Whether an item may be a tensor that a list or dict holds; one of a tensor's own is assigned to in both."""
    if any(isinstance(element.slice, cst.Slice) for element in target.slice):
        return False
    holder = self.facts.values.get(target.value, UNKNOWN)
    return any(not (isinstance(o, Inst) and o.cls == TENSOR_CLASS) and o != FOREIGN for o in options(holder))


def _rebound(self: Walker, node: cst.Global | cst.Nonlocal) -> None:
    self.facts.rebound.update(item.name.value for item in node.names)


def _return(self: Walker, node: cst.Return) -> None:
    self.add_return(without_const(evaluate(self, node.value)) if node.value is not None else NONE)


def _raise(self: Walker, node: cst.Raise) -> None:
    if node.exc is not None:
        evaluate(self, node.exc)
    if node.cause is not None:
        evaluate(self, node.cause.item)


def _assert(self: Walker, node: cst.Assert) -> None:
    evaluate(self, node.test)
    note_truth(self, node.test)
    if node.msg is not None:
        evaluate(self, node.msg)
    self.scope.env.update(self.narrowing(node.test, True))


def _del(self: Walker, node: cst.Del) -> None:
    targets = [e.value for e in node.target.elements] if isinstance(node.target, cst.Tuple) else [node.target]
    for target in targets:
        if isinstance(target, cst.Name):
            self.facts.identifiers.add(target.value)
            self.facts.pinned.add(target.value)
            self.scope.unbind(target.value)
        else:
            evaluate(self, target)


def _type_alias(self: Walker, node: cst.TypeAlias) -> None:
    evaluate(self, node.value, "type")
    self.scope.bind(node.name.value, UNKNOWN)


def _if(self: Walker, node: cst.If) -> bool:
    owner = self.owner
    self.owner = node
    evaluate(self, node.test)
    note_truth(self, node.test)
    self.owner = owner
    before = self.scope.env
    self.branch_depth += 1
    self.scope.env = {**before, **self.narrowing(node.test, True)}
    body_ends = walk_block(self, node.body)
    after_body = self.scope.env
    self.scope.env = {**before, **self.narrowing(node.test, False)}
    else_ends = False
    if isinstance(node.orelse, cst.If):
        else_ends = _if(self, node.orelse)
    elif node.orelse is not None:
        else_ends = walk_block(self, node.orelse.body)
    self.branch_depth -= 1
    if body_ends and not else_ends:
        return False
    if else_ends and not body_ends:
        self.scope.env = after_body
        return False
    self.scope.env = _merge(after_body, self.scope.env)
    return body_ends and else_ends


def _merge(first: Env, second: Env) -> Env:
    if first == second:
        return first
    merged = dict(first)
    for name, value in second.items():
        merged[name] = join_bound(merged[name], value) if name in merged else value
    return merged


def _loop(self: Walker, body: cst.BaseSuite, start: Callable[[], None]) -> None:
    """Walk a loop's body until what reaches its start is known: twice, or once with its names unknown."""
    self.loop_depth += 1
    self.branch_depth += 1
    before = dict(self.scope.env)
    if self.loop_depth > _MAX_LOOP_DEPTH:
        for name in bound_names(body):
            self.scope.env[name] = UNKNOWN
    else:
        start()
        walk_block(self, body)
        self.scope.env = _merge(before, self.scope.env)
    start()
    walk_block(self, body)
    self.scope.env = _merge(before, self.scope.env)
    self.loop_depth -= 1
    self.branch_depth -= 1


def _for(self: Walker, node: cst.For) -> bool:
    element = element_type(evaluate(self, node.iter))
    _loop(self, node.body, lambda: self.assign_target(node.target, element, node))
    if node.orelse is not None:
        walk_block(self, node.orelse.body)
    return False


def _while(self: Walker, node: cst.While) -> bool:
    owner = self.owner

    def test() -> None:
        self.owner = owner
        evaluate(self, node.test)
        note_truth(self, node.test)

    _loop(self, node.body, test)
    if node.orelse is not None:
        walk_block(self, node.orelse.body)
    return False


def _with(self: Walker, node: cst.With) -> bool:
    for item in node.items:
        value = evaluate(self, item.item)
        if item.asname is not None:
            self.assign_target(item.asname.name, _entered(self, value, node.asynchronous is not None), item)
    return walk_block(self, node.body)


def _entered(self: Walker, value: Value, asynchronous: bool) -> Value:
    """What a with statement binds: not its object, but what the object's ``__enter__`` gives."""
    if not isinstance(value, Inst):
        return UNKNOWN
    method = self.classes.method(value.cls, "__aenter__" if asynchronous else "__enter__")
    if method is None:
        return FOREIGN if value == FOREIGN and not asynchronous else UNKNOWN
    result = self.result_of(method)
    return awaited(result) if asynchronous else result


def _try(self: Walker, node: cst.Try | cst.TryStar) -> bool:
    before = dict(self.scope.env)
    probe = any(catches_import_error(h) for h in node.handlers)
    self.branch_depth += 1
    self.probe_depth += probe
    ends = walk_block(self, node.body)
    self.probe_depth -= probe
    after_body = self.scope.env
    reached: list[Env] = []
    certain = probe and imports_what_torch_has(self, node.body)
    for handler in node.handlers:
        joined = dict(self.scope.joined)
        self.scope.env = _merge(before, after_body)
        if handler.type is not None:
            self.owner = handler
            evaluate(self, handler.type, "type")
        if handler.name is not None:
            self.assign_target(handler.name.name, UNKNOWN)
        handler_ends = walk_block(self, handler.body)
        if certain and catches_import_error(handler):
            self.scope.joined = joined  # what it binds, it never binds
        elif not handler_ends:
            reached.append(self.scope.env)
    self.scope.env = after_body
    if node.orelse is not None:
        ends = walk_block(self, node.orelse.body) or ends
    if not ends:
        reached.append(self.scope.env)
    self.branch_depth -= 1
    if reached:
        self.scope.env = reached[0]
        for env in reached[1:]:
            self.scope.env = _merge(self.scope.env, env)
    if node.finalbody is not None:
        ends_finally = walk_block(self, node.finalbody.body)
        return ends_finally or not reached
    return not reached


def _match(self: Walker, node: cst.Match) -> bool:
    evaluate(self, node.subject)
    before = self.scope.env
    self.branch_depth += 1
    reached: list[Env] = [before]
    for case in node.cases:
        self.scope.env = dict(before)
        for name in captured_names(case.pattern):
            self.facts.identifiers.add(name)
            self.scope.bind(name, UNKNOWN)
        _pattern_values(self, case.pattern)
        if case.guard is not None:
            evaluate(self, case.guard)
        if not walk_block(self, case.body):
            reached.append(self.scope.env)
    self.branch_depth -= 1
    self.scope.env = reached[0]
    for env in reached[1:]:
        self.scope.env = _merge(self.scope.env, env)
    return False


def _pattern_values(self: Walker, pattern: cst.CSTNode) -> None:
    """Evaluate what a pattern compares with: constants by name, and classes."""
    if isinstance(pattern, cst.MatchValue):
        evaluate(self, pattern.value)
    elif isinstance(pattern, cst.MatchClass):
        evaluate(self, pattern.cls, "type")
    for child in pattern.children:
        if not isinstance(child, cst.BaseExpression):
            _pattern_values(self, child)


def _function(self: Walker, node: cst.FunctionDef) -> bool:
    self.define_function(node)
    return False


def _class(self: Walker, node: cst.ClassDef) -> bool:
    self.define_class(node)
    return False


_SMALL: dict[type[cst.CSTNode], Callable[..., None]] = {
    cst.Expr: _expr, cst.Assign: _assign, cst.AnnAssign: _ann_assign, cst.AugAssign: _aug_assign,
    cst.Return: _return, cst.Raise: _raise, cst.Assert: _assert, cst.Del: _del, cst.Import: import_module,
    cst.ImportFrom: import_from, cst.TypeAlias: _type_alias, cst.Global: _rebound, cst.Nonlocal: _rebound,
}  # fmt: skip
_COMPOUND: dict[type[cst.CSTNode], Callable[..., bool]] = {
    cst.If: _if, cst.For: _for, cst.While: _while, cst.With: _with, cst.Try: _try, cst.TryStar: _try,
    cst.Match: _match, cst.FunctionDef: _function, cst.ClassDef: _class,
}  # fmt: skip
