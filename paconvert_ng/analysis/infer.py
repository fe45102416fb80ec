"""Names and types of one file: a walk over its statements in the order in which they run.

The body of the module runs first, then, as Python would, the functions: their bodies see the
join of everything bound to the outer names. Branches are walked apart and joined, loops
twice. What is found is in ``Facts``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypeVar

import libcst as cst

from paconvert_ng.analysis import calls
from paconvert_ng.analysis.classes import MODULE_CLASS, Classes, ClassInfo, FunctionInfo, instance
from paconvert_ng.analysis.expressions import evaluate, type_value
from paconvert_ng.analysis.facts import Facts
from paconvert_ng.analysis.knowledge import Knowledge, parse_type
from paconvert_ng.analysis.scopes import Scope, declared_global, function_scope
from paconvert_ng.analysis.statements import walk_block
from paconvert_ng.analysis.tree_index import TreeIndex, is_source_name, tree_ref
from paconvert_ng.analysis.values import (
    NONE,
    TENSOR_CLASS,
    UNKNOWN,
    WEAK_TENSOR,
    Inst,
    Ref,
    Union,
    Value,
    element_type,
    join,
    options,
    unpack,
)

T = TypeVar("T")

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
        self._constructors: deque[Callable[[], None]] = deque()
        self._later: deque[Callable[[], None]] = deque()
        self._walrus = False

    def analyze(self, module: cst.Module, source: str) -> Facts:
        self._walrus = ":=" in source
        if "global " in source:
            for name in declared_global(module):
                self.scope.joined[name] = UNKNOWN
        walk_block(self, module)
        self.scope.live = False
        while self._constructors or self._later:
            (self._constructors or self._later).popleft()()
        return self.facts

    # ---- names ----

    def star_name(self, name: str) -> Value:
        """A name that nothing in the file binds: brought by a star import, or a builtin."""
        for module in reversed(self.star_sources):
            if module.endswith(":"):
                found = self.tree.resolve(module[:-1], name)
                if found is not None:
                    return self.reference(found)
            elif name in self.knowledge.star_names(module):
                return Ref(f"{module}.{name}")
        return Ref(f"builtins.{name}") if name in _BUILTINS else UNKNOWN

    def reference(self, name: str) -> Value:
        """The value of a resolved name."""
        return NONE if name == "builtins.None" else Ref(name)

    def member(self, base: str, name: str) -> Value | None:
        """What ``base.name`` is where ``base`` is a named object; None if it is not known."""
        if ":" in base:
            found = self.tree.member(base, name) if base.endswith(":") else None
            return self.reference(found) if found is not None else None
        return Ref(f"{base}.{name}")

    def may_be_source_member(self, receiver: Value, name: str) -> bool:
        """Whether ``receiver.name`` may be a member that the rules know."""
        for option in options(receiver):
            if option is UNKNOWN:
                if self.knowledge.members_called(name) or self.knowledge.kind(f"{TENSOR_CLASS}.{name}") == "method":
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

    def call_value(self, callee: Value, args: list[Value], node: cst.Call) -> Value:
        if isinstance(callee, Ref):
            return calls._result_of_ref(self, callee, args, {}, node)
        return UNKNOWN

    def result_of(self, info: FunctionInfo) -> Value:
        """What a function of the file returns: as annotated, else as found by analysing it now if that is possible."""
        if info.annotated is not UNKNOWN:
            return info.annotated
        if info.returns is None and not info.running and not self.scope.module().live:
            self.run_function(info)
        if info.generator or info.decorators:
            return UNKNOWN
        return info.returns if info.returns is not None and not info.running else UNKNOWN

    # ---- binding ----

    def hold(self, value: Value) -> Value:
        """The value as a variable or container gives it back. A module stays itself: it has one more name."""
        if isinstance(value, Ref) and is_source_name(value.name) and self.knowledge.kind(value.name) != "module":
            return Ref(value.name, held=True)
        if isinstance(value, Union):
            return Union(tuple(self.hold(option) for option in value.options))
        return value

    def assign_target(self, target: cst.BaseExpression, value: Value) -> None:
        """Bind the target of an assignment, a loop or a with item."""
        value = self.hold(value)
        self.facts.values[target] = value
        if isinstance(target, cst.Name):
            self.facts.identifiers.add(target.value)
            self.scope.bind(target.value, value)
            if self.scope.kind == "class" and self.class_info is not None:
                self.class_info.assign(target.value, value)
        elif isinstance(target, cst.Tuple | cst.List):
            starred = any(isinstance(e, cst.StarredElement) for e in target.elements)
            parts = [element_type(value)] * len(target.elements) if starred else unpack(value, len(target.elements))
            for element, part in zip(target.elements, parts, strict=True):
                is_rest = isinstance(element, cst.StarredElement)
                self.assign_target(element.value, Inst("builtins.list", (part,)) if is_rest else part)
        elif isinstance(target, cst.Attribute):
            self._assign_attribute(target, value)
        elif isinstance(target, cst.Subscript):
            evaluate(self, target)

    def assign_augmented(self, target: cst.BaseExpression, value: Value) -> None:
        """Bind the target of ``target op= …`` (already evaluated)."""
        if isinstance(target, cst.Name):
            self.scope.bind(target.value, value)
        elif isinstance(target, cst.Attribute):
            info = self.classes.local.get(instance(self.facts.values.get(target.value, UNKNOWN)))
            if info is not None:
                info.assign(target.attr.value, value)

    def _assign_attribute(self, target: cst.Attribute, value: Value) -> None:
        evaluate(self, target, "store")
        self.facts.values[target] = value
        holder = self.facts.values.get(target.value, UNKNOWN)
        info = self.classes.local.get(instance(holder))
        if info is not None:
            info.assign(target.attr.value, value)

    # ---- functions and classes ----

    def define_function(self, node: cst.FunctionDef) -> None:
        """A ``def``: decorators, defaults and annotations run now, the body later."""
        for decorator in node.decorators:
            previous, self.owner = self.owner, decorator
            evaluate(self, decorator.decorator)
            self.owner = previous
        name = self._definition_name(node.name.value)
        info = FunctionInfo(name, node, self.scope, self.class_info if self.scope.kind == "class" else None)
        info.decorators = tuple(cst.Module([]).code_for_node(d.decorator) for d in node.decorators)
        info.parameters = self._parameter_types(node.params, info)
        info.annotated = self.annotation(node.returns)
        self.classes.functions[name] = info
        if info.owner is not None:
            info.owner.methods[node.name.value] = info
        self.facts.identifiers.add(node.name.value)
        self.scope.bind(node.name.value, Ref(name) if not node.decorators else UNKNOWN)
        # Constructors first: they say what the attributes are that other methods read.
        queue = self._constructors if node.name.value == "__init__" else self._later
        queue.append(lambda: self.run_function(info))

    def _definition_name(self, name: str) -> str:
        qualified = f"{self.scope.prefix}{name}"
        ref = tree_ref(self.path, qualified)
        count = 2
        while ref in self.classes.functions or ref in self.classes.local:
            ref = tree_ref(self.path, f"{qualified}#{count}")
            count += 1
        return ref

    def _parameter_types(self, params: cst.Parameters, info: FunctionInfo | None) -> list[tuple[str, Value]]:
        """Names and types of the parameters; evaluates defaults and annotations where they stand."""
        found: list[tuple[str, Value]] = []
        ordered = [*params.posonly_params, *params.params, *params.kwonly_params]
        is_method = info is not None and info.owner is not None and "staticmethod" not in info.decorators
        for position, param in enumerate(ordered):
            default = evaluate(self, param.default) if param.default is not None else None
            value = self.annotation(param.annotation)
            if (
                value is UNKNOWN
                and param.annotation is None
                and is_method
                and info is not None
                and info.owner is not None
            ):
                if position == 0 and "classmethod" not in info.decorators:
                    value = Inst(info.owner.name)
                elif position > 0 and info.node.name.value == "forward" and (default is None or default == NONE):  # type: ignore[union-attr]
                    if self.classes.derives_from(info.owner.name, MODULE_CLASS):
                        value = WEAK_TENSOR if default is None else join(WEAK_TENSOR, NONE)
            elif default == NONE and value is not UNKNOWN:
                value = join(value, NONE)
            found.append((param.name.value, value))
        if isinstance(params.star_arg, cst.Param):
            self.annotation(params.star_arg.annotation)
            found.append((params.star_arg.name.value, Inst("builtins.list")))
        if params.star_kwarg is not None:
            self.annotation(params.star_kwarg.annotation)
            found.append((params.star_kwarg.name.value, Inst("builtins.dict")))
        return found

    def run_function(self, info: FunctionInfo) -> None:
        """Analyse a function's body, once."""
        if info.returns is not None or info.running or not isinstance(info.node, cst.FunctionDef):
            return
        info.running = True
        name = info.name.partition(":")[2]
        names = [parameter for parameter, _ in info.parameters]
        scope = function_scope(info.scope, f"{name}.<locals>.", names, info.node.body, self._walrus)
        for parameter, value in info.parameters:
            self.facts.identifiers.add(parameter)
            scope.bind(parameter, value)
        saved = (
            self.scope,
            self.function,
            self.class_info,
            self.owner,
            self.loop_depth,
            self.probe_depth,
            self.branch_depth,
        )
        self.scope, self.function, self.class_info, self.owner = scope, info, info.owner, info.node
        self.loop_depth = self.probe_depth = self.branch_depth = 0
        try:
            terminated = walk_block(self, info.node.body)
            if not terminated:
                self.add_return(NONE)
        finally:
            (
                self.scope,
                self.function,
                self.class_info,
                self.owner,
                self.loop_depth,
                self.probe_depth,
                self.branch_depth,
            ) = saved
            scope.live = False
            info.running = False
            if info.returns is None:
                info.returns = UNKNOWN

    def add_return(self, value: Value) -> None:
        value = self.hold(value)
        if self.function is not None:
            self.function.returns = value if self.function.returns is None else join(self.function.returns, value)

    def lambda_later(self, node: cst.Lambda) -> None:
        parameters = self._parameter_types(node.params, None)
        outer, owner, function, class_info = self.scope, self.owner, self.function, self.class_info

        def run() -> None:
            saved = (self.scope, self.owner, self.function, self.class_info)
            scope = Scope("function", outer, outer.prefix, frozenset(p for p, _ in parameters))
            for parameter, value in parameters:
                self.facts.identifiers.add(parameter)
                scope.bind(parameter, value)
            self.scope, self.owner, self.function, self.class_info = scope, owner, function, class_info
            evaluate(self, node.body)
            self.scope, self.owner, self.function, self.class_info = saved

        self._later.append(run)

    def define_class(self, node: cst.ClassDef) -> None:
        """A ``class``: bases and body run now."""
        for decorator in node.decorators:
            previous, self.owner = self.owner, decorator
            evaluate(self, decorator.decorator)
            self.owner = previous
        bases = tuple(evaluate(self, arg.value, "base") if not arg.star else UNKNOWN for arg in node.bases)
        for keyword in node.keywords:
            evaluate(self, keyword.value)
        name = self._definition_name(node.name.value)
        info = ClassInfo(name, tuple(b for b in bases))
        self.classes.local[name] = info
        outer_scope, outer_class = self.scope, self.class_info
        self.scope = Scope("class", outer_scope, f"{name.partition(':')[2]}.")
        self.class_info = info
        try:
            walk_block(self, node.body)
        finally:
            self.scope.live = False
            self.scope, self.class_info = outer_scope, outer_class
        self.facts.identifiers.add(node.name.value)
        self.scope.bind(node.name.value, Ref(name))


def analyze(module: cst.Module, source: str, path: str, tree: TreeIndex, knowledge: Knowledge) -> tuple[Facts, Classes]:
    """Names and types of a parsed file, and its classes."""
    analyzer = Analyzer(path, tree, knowledge)
    return analyzer.analyze(module, source), analyzer.classes
