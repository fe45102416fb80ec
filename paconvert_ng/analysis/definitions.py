"""Functions, lambdas and classes: what runs where they are defined, and their bodies, which run later."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.classes import FUNCTION_CLASS, MODULE_CLASS, ClassInfo, FunctionInfo
from paconvert_ng.analysis.expressions import evaluate
from paconvert_ng.analysis.scopes import Scope, function_scope
from paconvert_ng.analysis.statements import walk_block
from paconvert_ng.analysis.tree_index import tree_ref
from paconvert_ng.analysis.values import NONE, TENSOR, TENSOR_CLASS, UNKNOWN, WEAK_TENSOR, Inst, Ref, Value, join
from paconvert_ng.analysis.walker import Walker


def _decorators(self: Walker, node: cst.FunctionDef | cst.ClassDef) -> None:
    for decorator in node.decorators:
        previous, self.owner = self.owner, decorator
        evaluate(self, decorator.decorator)
        self.facts.decorators[decorator.decorator] = node
        self.owner = previous


def _type_parameters(self: Walker, node: cst.FunctionDef | cst.ClassDef) -> Scope:
    """The scope around a definition that holds its type parameters (PEP 695); the current one if it has none."""
    if node.type_parameters is None:
        return self.scope
    params = [parameter.param for parameter in node.type_parameters.params]
    scope = Scope("function", self.scope, self.scope.prefix, frozenset(p.name.value for p in params))
    outer, self.scope = self.scope, scope
    for param in params:
        scope.bind(param.name.value, UNKNOWN)
        bound = getattr(param, "bound", None)
        if bound is not None:
            evaluate(self, bound, "type")
    self.scope = outer
    return scope


def define_function(self: Walker, node: cst.FunctionDef) -> None:
    """A ``def``: decorators, defaults and annotations run now, the body later."""
    _decorators(self, node)
    name = definition_name(self, node.name.value)
    scope = _type_parameters(self, node)
    info = FunctionInfo(name, node, scope, self.class_info if self.scope.kind == "class" else None)
    info.decorators = tuple(cst.Module([]).code_for_node(d.decorator) for d in node.decorators)
    outer, self.scope = self.scope, scope
    info.parameters = parameter_types(self, node.params, info)
    info.annotated = self.annotation(node.returns)
    self.scope = outer
    self.classes.functions[name] = info
    if info.owner is not None:
        info.owner.methods[node.name.value] = info
    self.facts.identifiers.add(node.name.value)
    self.scope.bind(node.name.value, Ref(name) if not node.decorators else UNKNOWN)
    # Constructors first: they say what the attributes are that other methods read.
    queue = self.constructors if node.name.value == "__init__" else self.later
    queue.append(lambda: run_function(self, info))


def definition_name(self: Walker, name: str) -> str:
    qualified = f"{self.scope.prefix}{name}"
    ref = tree_ref(self.path, qualified)
    count = 2
    while ref in self.classes.functions or ref in self.classes.local:
        ref = tree_ref(self.path, f"{qualified}#{count}")
        count += 1
    return ref


def parameter_types(self: Walker, params: cst.Parameters, info: FunctionInfo | None) -> list[tuple[str, Value]]:
    """Names and types of the parameters; evaluates defaults and annotations where they stand."""
    found: list[tuple[str, Value]] = []
    ordered = [*params.posonly_params, *params.params, *params.kwonly_params]
    is_method = info is not None and info.owner is not None and "staticmethod" not in info.decorators
    for position, param in enumerate(ordered):
        default = evaluate(self, param.default) if param.default is not None else None
        value = self.annotation(param.annotation)
        if value is UNKNOWN and param.annotation is None and is_method and info is not None and info.owner is not None:
            if position == 0 and "classmethod" not in info.decorators:
                value = Inst(info.owner.name)
            elif position > 0 and info.node.name.value == "forward" and (default is None or default == NONE):  # type: ignore[union-attr]
                if self.classes.derives_from(info.owner.name, MODULE_CLASS):
                    value = WEAK_TENSOR if default is None else join(WEAK_TENSOR, NONE)
        elif (
            position and value is UNKNOWN and param.annotation is None and default is None and _is_backward(self, info)
        ):
            value = WEAK_TENSOR
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


def _is_backward(self: Walker, info: FunctionInfo | None) -> bool:
    """Whether a function is the ``backward`` of an author's ``torch.autograd.Function``: it is given gradients."""
    if info is None or info.owner is None or not isinstance(info.node, cst.FunctionDef):
        return False
    return info.node.name.value == "backward" and self.classes.derives_from(info.owner.name, FUNCTION_CLASS)


def annotated_result(info: FunctionInfo) -> Value:
    """What a function gives as annotated; of what dtype a tensor is its body tells, where it has been looked at."""
    found = info.returns
    if info.annotated != TENSOR or info.running or info.generator or info.decorators or not isinstance(found, Inst):
        return info.annotated
    return found if found.cls == TENSOR_CLASS and found.dtype else info.annotated


def run_function(self: Walker, info: FunctionInfo) -> None:
    """Analyse a function's body, once."""
    if info.returns is not None or info.running or not isinstance(info.node, cst.FunctionDef):
        return
    info.running = True
    name = info.name.partition(":")[2]
    names = [parameter for parameter, _ in info.parameters]
    scope = function_scope(info.scope, f"{name}.<locals>.", names, info.node.body, self.walrus)
    scope.params = info.node.params
    scope.may_change(self.rebound.get(info.node, {}))
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


def construct_early(self: Walker, cls: str) -> None:
    """Look at a constructor when the module's code makes an object, to know its attributes in what follows.

    The body is analysed again in its turn, when all that it may read is known.
    """
    method = self.classes.method(cls, "__init__")
    if method is not None and not method.early and method.returns is None and self.scope.module().live:
        method.early = True
        run_function(self, method)
        method.returns = None


#: A function is analysed again at most so often; what it gives is not known after that.
_MAX_RERUNS = 3


def rerun_function(self: Walker, info: FunctionInfo) -> None:
    """Analyse a body again, since an attribute or a result that it read may be more than was known then."""
    before = info.returns
    if before is None or info.running:
        return
    info.reruns += 1
    if info.reruns > _MAX_RERUNS:
        return
    info.returns = None
    run_function(self, info)
    info.returns = join(before, info.returns or UNKNOWN)
    if info.returns != before:
        callers, info.callers = info.callers, []
        self.rerun(callers)


def lambda_later(self: Walker, node: cst.Lambda) -> None:
    parameters = parameter_types(self, node.params, None)
    outer, owner, function, class_info = self.scope, self.owner, self.function, self.class_info

    def run() -> None:
        saved = (self.scope, self.owner, self.function, self.class_info)
        scope = Scope("function", outer, outer.prefix, frozenset(p for p, _ in parameters))
        scope.params = node.params
        for parameter, value in parameters:
            self.facts.identifiers.add(parameter)
            scope.bind(parameter, value)
        self.scope, self.owner, self.function, self.class_info = scope, owner, function, class_info
        evaluate(self, node.body)
        self.scope, self.owner, self.function, self.class_info = saved

    self.later.append(run)


def define_class(self: Walker, node: cst.ClassDef) -> None:
    """A ``class``: bases and body run now."""
    _decorators(self, node)
    outer_scope, outer_class = self.scope, self.class_info
    self.scope = _type_parameters(self, node)
    bases = tuple(evaluate(self, arg.value, "base") if not arg.star else UNKNOWN for arg in node.bases)
    for keyword in node.keywords:
        evaluate(self, keyword.value)
    name = definition_name(self, node.name.value)
    info = ClassInfo(name, bases)
    self.classes.local[name] = info
    self.scope = Scope("class", self.scope, f"{name.partition(':')[2]}.")
    self.class_info = info
    try:
        walk_block(self, node.body)
    finally:
        self.scope.live = False
        self.scope, self.class_info = outer_scope, outer_class
    self.facts.identifiers.add(node.name.value)
    self.scope.bind(node.name.value, Ref(name))
