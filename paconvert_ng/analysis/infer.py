"""Names and types of one file: a walk over its statements in the order in which they run.

The body of the module runs first, then, as Python would, the functions: their bodies see the
join of everything bound to the outer names. Branches are walked apart and joined, loops
twice. What is found is in ``Facts``.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import libcst as cst

from paconvert_ng.analysis import by_name, calls, containers, definitions
from paconvert_ng.analysis.classes import Classes, ClassInfo, FunctionInfo, instance
from paconvert_ng.analysis.directives import directives
from paconvert_ng.analysis.expressions import evaluate
from paconvert_ng.analysis.facts import Facts
from paconvert_ng.analysis.items import note_write
from paconvert_ng.analysis.knowledge import Knowledge, parse_type
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS, is_source_name
from paconvert_ng.analysis.naming import record
from paconvert_ng.analysis.scopes import Scope, rebound
from paconvert_ng.analysis.statements import walk_block
from paconvert_ng.analysis.tree_index import TreeIndex
from paconvert_ng.analysis.type_values import type_value
from paconvert_ng.analysis.values import (
    NONE,
    TENSOR_CLASS,
    UNKNOWN,
    Inst,
    Method,
    Ref,
    Union,
    Value,
    element_type,
    join,
    options,
    unpack,
)

T = TypeVar("T")

#: What a conversion leaves in a file: a mark, or an import of the helper module (or the function in its place).
_CONVERTED = re.compile(
    r"^[ \t]*(?:# paconvert\[PC\d+\] |(?:from \S+ )?import paddle_helpers|def _*paddle_helpers"
    r"|\"\"\"What Paddle does not do as torch does)",
    re.M,
)

#: Names in scope that the analysis must not take for a module's global of the same name.
_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


class Analyzer:
    """Analyses one file. Use ``analyze``; the other methods are for the evaluators of this folder."""

    def __init__(self, path: str, tree: TreeIndex, knowledge: Knowledge) -> None:
        self.path = path
        self.tree = tree
        self.knowledge = knowledge
        self.facts = Facts()
        self.classes = Classes(knowledge, tree)
        self.scope = Scope("module", None)
        self.function: FunctionInfo | None = None
        self.class_info: ClassInfo | None = None
        self.owner: cst.CSTNode | None = None
        self.loop_depth = 0
        #: How many try blocks that catch ImportError, and how many branches, stand around the current statement.
        self.probe_depth = 0
        self.branch_depth = 0
        self.star_sources: list[str] = []
        self.constructors: deque[Callable[[], None]] = deque()
        self.later: deque[Callable[[], None]] = deque()
        self.walrus = False
        self.rebound: Mapping[cst.CSTNode | None, dict[str, Value]] = {}

    def analyze(self, module: cst.Module, source: str) -> Facts:
        self.walrus = ":=" in source
        self.facts.directives = directives(source)
        self.facts.converted_before = _CONVERTED.search(source) is not None
        if "global " in source or "nonlocal " in source:
            self.rebound = rebound(module)
            self.scope.may_change(self.rebound.get(None, {}))
            self.facts.pinned.update(*self.rebound.values())
        # `from .compat import torch` in another file wants that name, whatever it stands for.
        self.facts.pinned |= self.tree.taken(self.path) & set(FRAMEWORK_ROOTS)
        walk_block(self, module)
        self.scope.live = False
        while self.constructors or self.later:
            (self.constructors or self.later).popleft()()
        if self.facts.brings_companion and not any(
            name.split(".")[0] == "paddle" for name in self.facts.modules.values()
        ):
            self.facts.brings_source = True
        return self.facts

    # ---- names ----

    def star_name(self, name: str) -> Value:
        """A name that nothing in the file binds: brought by a star import, or a builtin."""
        for module in reversed(self.star_sources):
            if module.endswith(":"):
                found = self.tree.resolve(module[:-1], name)
                if found is not None:
                    return self.reference(found, module[:-1], name)
            elif name in self.knowledge.star_names(module):
                return Ref(f"{module}.{name}")
        return Ref(f"builtins.{name}") if name in _BUILTINS else UNKNOWN

    def reference(self, name: str, path: str = "", local: str = "") -> Value:
        """The value of a resolved name, which is called ``local`` in the file ``path`` of the tree, if in any.

        What that file assigned is converted there, and may be assigned anew; only modules have one more name.
        """
        held = bool(path) and is_source_name(name) and self.tree.is_assigned(path, local)
        if name == "builtins.None":
            return NONE
        return Ref(name, held=held and self.knowledge.kind(name) != "module")

    def member(self, base: str, name: str) -> Value | None:
        """What ``base.name`` is where ``base`` is a named object; None if it is not known."""
        if ":" in base:
            found = self.tree.member(base, name) if base.endswith(":") else None
            return self.reference(found, base[:-1], name) if found is not None else None
        # torch is an attribute of itself.
        return Ref("torch" if base == name == "torch" else f"{base}.{name}")

    def may_be_source_member(self, receiver: Value, name: str) -> bool:
        """Whether ``receiver.name`` may be a member that the rules know."""
        for option in options(receiver):
            if option is UNKNOWN:
                if self.knowledge.members_called(name):
                    return True
                if not name.startswith("__") and self.knowledge.kind(f"{TENSOR_CLASS}.{name}") == "method":
                    return True
            elif isinstance(option, Inst):
                if is_source_name(option.cls) or ":" in option.cls:
                    if self.classes.source_members(option.cls, name):
                        return True
                    if not self.classes.is_author_class(option.cls) and ":" in option.cls:
                        # A base that is not known may be anything.
                        if not self.classes.defines(option.cls, name) and self.classes.base_names(option.cls) is None:
                            if self.knowledge.members_called(name):
                                return True
            elif not isinstance(option, Ref) and self.knowledge.members_called(name):
                return True
        return False

    def narrowed(self, test: cst.BaseExpression, positive: bool, then: Callable[[], T]) -> T:
        """Run ``then`` with what the test's outcome says of local names."""
        changes = self.narrowing(test, positive)
        saved = {name: self.scope.env.get(name) for name in changes}
        self.scope.env.update(changes)
        try:
            return then()
        finally:
            for name, value in saved.items():
                if value is None:
                    self.scope.env.pop(name, None)
                else:
                    self.scope.env[name] = value

    def narrowing(self, test: cst.BaseExpression, positive: bool) -> dict[str, Value]:
        """What a test that holds (or does not) says of the types of local names."""
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            return self.narrowing(test.expression, not positive)
        if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And if positive else cst.Or):
            return {**self.narrowing(test.left, positive), **self.narrowing(test.right, positive)}
        name, kept = "", None
        if isinstance(test, cst.Name):
            name, kept = test.value, (lambda v: v != NONE) if positive else None
        elif isinstance(test, cst.Comparison) and len(test.comparisons) == 1 and isinstance(test.left, cst.Name):
            target = test.comparisons[0]
            if isinstance(target.comparator, cst.Name) and target.comparator.value == "None":
                name = test.left.value
                is_none = isinstance(target.operator, cst.Is) == positive
                if isinstance(target.operator, cst.Is | cst.IsNot):
                    kept = (lambda v: v == NONE) if is_none else (lambda v: v != NONE)
        elif (
            isinstance(test, cst.Call) and positive and len(test.args) == 2 and isinstance(test.args[0].value, cst.Name)
        ):
            callee = self.facts.values.get(test.func)
            if isinstance(callee, Ref) and callee.name == "builtins.isinstance":
                tested = type_value(self, test.args[1].value, self.facts.values.get(test.args[1].value, UNKNOWN))
                self.scope.tests.setdefault(test.args[0].value.value, []).append(test)
                return (
                    {test.args[0].value.value: tested}
                    if tested is not UNKNOWN and self._is_bound(test.args[0].value.value)
                    else {}
                )
        if not name or kept is None or not self._is_bound(name):
            return {}
        left = [o for o in options(self.scope.env[name]) if kept(o)]
        if not left or len(left) == len(options(self.scope.env[name])):
            return {}
        value = left[0]
        for option in left[1:]:
            value = join(value, option)
        return {name: value}

    def _is_bound(self, name: str) -> bool:
        return name in self.scope.env

    # ---- types ----

    def instance_of(self, cls: str) -> Value:
        """An instance of a class; a builtin type by its own constants."""
        return {"builtins.None": NONE}.get(cls, Inst(cls))

    def string_type(self, node: cst.SimpleString) -> Value:
        """A type written as a string: parsed, and evaluated where it stands."""
        try:
            text = node.evaluated_value
            inside = cst.parse_expression(text) if isinstance(text, str) else None
        except (cst.ParserSyntaxError, ValueError, SyntaxError):
            inside = None
        if inside is None:
            return UNKNOWN
        self.facts.strings[node] = inside
        return evaluate(self, inside, "type")

    def annotation(self, annotation: cst.Annotation | None) -> Value:
        if annotation is None:
            return UNKNOWN
        return type_value(self, annotation.annotation, evaluate(self, annotation.annotation, "type"))

    def foreign_annotation(self, ref: str, text: str) -> Value:
        """The type that an annotation in another file of the tree means."""
        path = ref.partition(":")[0]
        if not text:
            return UNKNOWN
        resolved = self.tree.resolve_dotted(path, text) if text.replace(".", "").replace("_", "").isalnum() else None
        if resolved is not None:
            if is_source_name(resolved) and self.knowledge.kind(resolved) == "class":
                return Inst(self.knowledge.canonical(resolved))
            return Inst(resolved) if ":" in resolved else UNKNOWN
        simple = text.replace("torch.", "")
        head = (
            self.tree.resolve_dotted(path, "Tensor")
            if "torch" not in text
            else self.tree.resolve_dotted(path, "torch.Tensor")
        )
        if "Tensor" in text and head == TENSOR_CLASS:
            return parse_type(simple)
        return parse_type(text) if "Tensor" not in text else UNKNOWN

    def tree_method_result(self, cls: str, name: str) -> Value:
        """The annotated result of a method of a class that another file of the tree defines."""
        for owner in (cls, *(self.tree.bases(cls) or ())):
            binding = self.tree.definition(owner) if ":" in owner else None
            for method, returns in binding.methods if binding is not None else ():
                if method == name:
                    return self.foreign_annotation(owner, returns)
        return UNKNOWN

    def super_instance(self) -> Value:
        """``super()``: an instance whose members are those of the bases."""
        if self.class_info is None:
            return UNKNOWN
        bases = [b for b in self.class_info.bases if isinstance(b, Ref)]
        return Inst(bases[0].name) if len(bases) == 1 == len(self.class_info.bases) else UNKNOWN

    def call(self, node: cst.Call) -> Value:
        return calls.call(self, node)

    def named_module(self, node: cst.BaseExpression, name: Value) -> Value:
        return by_name.note_module(self, node, by_name.text_of(name)) if by_name.text_of(name) else UNKNOWN

    def asks_for_module(self, node: cst.BaseExpression) -> None:
        by_name.note_module_name(self, node)

    def call_value(self, callee: Value, args: list[Value], node: cst.Call) -> Value:
        if isinstance(callee, Ref):
            return calls.result_of_ref(self, callee, args, {}, node)
        return UNKNOWN

    def result_of(self, info: FunctionInfo) -> Value:
        """What a function of the file returns: as annotated, else as found by analysing it now if that is possible."""
        value = self._result_of(info)
        waits = isinstance(info.node, cst.FunctionDef) and info.node.asynchronous is not None
        return Inst("coroutine", (value,)) if waits else value

    def _result_of(self, info: FunctionInfo) -> Value:
        if info.annotated is not UNKNOWN:
            return definitions.annotated_result(info)
        if info.returns is None and not info.running and not self.scope.module().live:
            definitions.run_function(self, info)
        if info.generator or info.decorators:
            return UNKNOWN
        if info.returns is None or info.running:
            return UNKNOWN
        if self.function is not None and self.function not in info.callers:
            info.callers.append(self.function)
        return info.returns

    def define_function(self, node: cst.FunctionDef) -> None:
        definitions.define_function(self, node)

    def define_class(self, node: cst.ClassDef) -> None:
        definitions.define_class(self, node)

    def lambda_later(self, node: cst.Lambda) -> None:
        definitions.lambda_later(self, node)

    def add_return(self, value: Value) -> None:
        """Note what the current function may return."""
        value = self.hold(value)
        if self.function is not None:
            self.function.returns = value if self.function.returns is None else join(self.function.returns, value)

    # ---- binding ----

    def hold(self, value: Value, renamed: bool = False) -> Value:
        """The value as a variable or container gives it back. ``renamed``: a module only gets one more name."""
        if isinstance(value, Ref) and is_source_name(value.name):
            return value if renamed and self.knowledge.kind(value.name) == "module" else Ref(value.name, held=True)
        if isinstance(value, Union):
            return Union(tuple(self.hold(option) for option in value.options))
        return value

    def assign_target(
        self, target: cst.BaseExpression, value: Value, source: cst.CSTNode | None = None, renamed: bool = False
    ) -> None:
        """Bind the target of an assignment, a loop or a with item, which is ``source``.

        ``renamed``: the value is a name, or names one.
        """
        value = self.hold(value, renamed)
        self.facts.values[target] = value
        if isinstance(target, cst.Name):
            self.facts.identifiers.add(target.value)
            if source is not None:
                self.scope.origins.setdefault(target.value, []).append((target, source))
            self.scope.bind(target.value, value)
            if self.scope.kind == "class" and self.class_info is not None:
                self.class_info.shared.add(target.value)
                self.rerun(self.class_info.assign(target.value, value))
                if source is not None:
                    self.class_info.origins.setdefault(target.value, []).append((target, source))
        elif isinstance(target, cst.Tuple | cst.List):
            starred = any(isinstance(e, cst.StarredElement) for e in target.elements)
            parts = [element_type(value)] * len(target.elements) if starred else unpack(value, len(target.elements))
            for element, part in zip(target.elements, parts, strict=True):
                is_rest = isinstance(element, cst.StarredElement)
                self.assign_target(element.value, Inst("builtins.list", (part,)) if is_rest else part, source)
        elif isinstance(target, cst.Attribute):
            self._assign_attribute(target, value, source)
        elif isinstance(target, cst.Subscript):
            evaluate(self, target)
            note_write(self, target, value)
            containers.note_item(self, target.value, value if len(target.slice) == 1 else UNKNOWN)

    def assign_augmented(self, target: cst.BaseExpression, value: Value) -> None:
        """Bind the target of ``target op= …`` (already evaluated)."""
        if isinstance(target, cst.Name):
            self.scope.bind(target.value, value)
        elif isinstance(target, cst.Attribute):
            info = self.classes.local.get(instance(self.facts.values.get(target.value, UNKNOWN)))
            if info is not None:
                self.rerun(self.classes.assign(info.name, target.attr.value, value))

    def rerun(self, stale: Iterable[FunctionInfo]) -> None:
        """Analyse functions again, later, that rest on what is not so any more."""
        for info in stale:
            self.later.append(lambda info=info: definitions.rerun_function(self, info))  # type: ignore[misc]

    def _assign_attribute(self, target: cst.Attribute, value: Value, source: cst.CSTNode | None) -> None:
        evaluate(self, target, "store")
        self.facts.values[target] = value
        holder = self.facts.values.get(target.value, UNKNOWN)
        info = self.classes.local.get(instance(holder))
        if info is not None:
            name = target.attr.value
            if target not in self.facts.uses and _may_be_plain_tensor(value) and self.classes.hides(info.name, name):
                # Paddle keeps tensors with the layer's buffers, where an attribute of the class hides them.
                record(self, target, "store", Method(holder, "__setattr__"))
            self.rerun(self.classes.assign(info.name, name, value))
            if source is not None:
                info.origins.setdefault(target.attr.value, []).append((target, source))


def _may_be_plain_tensor(value: Value) -> bool:
    """Whether a value may be a tensor that is no parameter."""
    return any(
        option is UNKNOWN or (isinstance(option, Inst) and option.cls == TENSOR_CLASS) for option in options(value)
    )


def analyze(module: cst.Module, source: str, path: str, tree: TreeIndex, knowledge: Knowledge) -> tuple[Facts, Classes]:
    """Names and types of a parsed file, and its classes."""
    analyzer = Analyzer(path, tree, knowledge)
    return analyzer.analyze(module, source), analyzer.classes
