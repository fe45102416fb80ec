"""Templates of rules: Python expressions whose free names are the source API's parameters."""

from __future__ import annotations

import ast
from collections.abc import Collection
from dataclasses import dataclass, field

from paconvert_ng.dotted import dotted_name

ROOTS = ("paddle", "helper", "numpy", "math", "einops", "safetensors", "paddleformers", "paddlenlp")
BUILTINS = frozenset(
    {"abs", "all", "any", "bool", "complex", "dict", "enumerate", "float", "getattr", "hasattr", "int", "isinstance"}
    | {"len", "list", "map", "max", "min", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str"}
    | {"sum", "tuple", "type", "zip"}
)


@dataclass(frozen=True)
class Reference:
    """A dotted name in a template; ``call`` is the call it is the callee of, if it is one."""

    name: str
    call: ast.Call | None


@dataclass
class Template:
    """A parsed template and what it mentions."""

    tree: ast.expr
    params: dict[str, int] = field(default_factory=dict)
    starred: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    references: list[Reference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def parse_template(text: str, params: Collection[str]) -> Template:
    """Parse and look at a template; ``Template.problems`` says what is wrong. Raises ValueError if it is no Python."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except SyntaxError as error:
        raise ValueError(f"the template is not a Python expression ({error.msg}): {text.strip()}") from None
    template = Template(tree)
    _Walker(template, frozenset(params)).visit(tree)
    return template


class _Walker(ast.NodeVisitor):
    """Collects names, minding those that comprehensions and lambdas bind."""

    def __init__(self, template: Template, params: frozenset[str]) -> None:
        self.template = template
        self.params = params
        self.bound: list[set[str]] = []
        self.callee: dict[int, ast.Call] = {}

    def visit_Call(self, node: ast.Call) -> None:
        self.callee[id(node.func)] = node
        self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> None:
        if isinstance(node.value, ast.Name):
            self._name(node.value, starred=True)
        else:
            self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = dotted_name(node)
        if not name:
            self.generic_visit(node)
            return
        root = name.split(".", 1)[0]
        if self._is_bound(root):
            return
        self.template.references.append(Reference(name, self.callee.get(id(node))))
        if root in self.params:
            self.template.params[root] = self.template.params.get(root, 0) + 1
        elif root not in ROOTS:
            self._foreign(root)

    def visit_Name(self, node: ast.Name) -> None:
        self._name(node, starred=False)

    def _name(self, node: ast.Name, starred: bool) -> None:
        if self._is_bound(node.id):
            return
        if node.id in self.params:
            self.template.params[node.id] = self.template.params.get(node.id, 0) + 1
            (self.template.starred if starred else self.template.bare).add(node.id)
        elif node.id not in BUILTINS:
            self._foreign(node.id)

    def _foreign(self, root: str) -> None:
        known = ", ".join(sorted(self.params)) or "none"
        self.template.problems.append(
            f"{root!r} in the template is no parameter of the source API (they are: {known}); "
            f"other names must start with {', '.join(root + '.' for root in ROOTS)}"
        )

    def _is_bound(self, name: str) -> bool:
        return any(name in names for names in self.bound)

    def visit_Lambda(self, node: ast.Lambda) -> None:
        arguments = node.args
        everything = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        self.bound.append({argument.arg for argument in everything if argument})
        self.generic_visit(node)
        self.bound.pop()

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> None:
        names = {
            name.id
            for generator in node.generators
            for name in ast.walk(generator.target)
            if isinstance(name, ast.Name)
        }
        self.visit(node.generators[0].iter)
        self.bound.append(names)
        for index, generator in enumerate(node.generators):
            if index:
                self.visit(generator.iter)
            for test in generator.ifs:
                self.visit(test)
        for part in ("elt", "key", "value"):
            if hasattr(node, part):
                self.visit(getattr(node, part))
        self.bound.pop()

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension
