"""How targets are reached in one output file: through which imported name, and what must be imported for it."""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.facts import Facts, Use
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.scopes import small_statements
from paconvert_ng.analysis.values import UNKNOWN, Ref, options
from paconvert_ng.rewrite.bind import Binding
from paconvert_ng.rewrite.template import render
from paconvert_ng.rules.model import RuleSet, Signature

TARGET = "paddle"
#: Packages whose import brings their submodules.
_WHOLE = ("numpy",)
PLACEHOLDER_ROOT = "torch"


def dotted_node(path: str) -> cst.BaseExpression:
    """The expression for a dotted path."""
    head, *rest = path.split(".")
    node: cst.BaseExpression = cst.Name(head)
    for part in rest:
        node = cst.Attribute(node, cst.Name(part))
    return node


def chain_root(node: cst.CSTNode) -> cst.Name | None:
    """The name at the head of an attribute chain or of a callee; None for anything else."""
    if isinstance(node, cst.Call):
        node = node.func
    while isinstance(node, cst.Attribute):
        node = node.value
    return node if isinstance(node, cst.Name) else None


def named_chain(use: Use) -> cst.BaseExpression:
    """The expression that names the source object: the callee of a call, else the node itself."""
    if isinstance(use.node, cst.Call) and use.role in ("call", "import", "question"):
        return use.node.func
    return cst.ensure_type(use.node, cst.BaseExpression)  # type: ignore[type-abstract]


def assigned_names(use: Use) -> set[str]:
    """The names that a statement gives to what a use names."""
    statements = [small for small in small_statements(use.owner) if isinstance(small, cst.Assign)]
    targets = [target.target for small in statements if small.value is use.node for target in small.targets]
    return {target.value for target in targets if isinstance(target, cst.Name)}


def free_name(wanted: str, taken: set[str]) -> str:
    """``wanted``, or ``wanted_2``, …: the first that is not taken."""
    count, name = 1, wanted
    while name in taken:
        count += 1
        name = f"{wanted}_{count}"
    return name


class Names:
    """Names in one output file. Remembers what was used, so that the imports can be written."""

    def __init__(self, facts: Facts, rules: RuleSet, helper_module: str) -> None:
        self.facts = facts
        self.modules = rules.modules
        self.version = rules.paddle_version
        self.helper_module = helper_module
        self.helpers: set[str] = set()
        #: Local names that are a source module on one path and something else on another, with the helper that has
        #: the module's names and torch's signatures: it is bound there, and the uses stay.
        self.namespaces: dict[str, str] = {}
        #: Local names whose imports stay because code that uses them is kept as it is.
        self.kept_locals: set[str] = set()
        #: Modules that must be imported at the top, by the local name they are reached through.
        self.needed: dict[str, str] = {}
        taken = facts.identifiers - {name for name, module in facts.modules.items() if name == module == TARGET}
        self.target_local = free_name(TARGET, taken)
        self.placeholder = free_name(
            PLACEHOLDER_ROOT, taken - {b.local for b in facts.imports if b.local == PLACEHOLDER_ROOT}
        )

    def keep(self, local: str) -> None:
        """The import of a name stays, beside what the converted code imports."""
        self.kept_locals.add(local)
        if local == self.placeholder:
            self.placeholder = free_name(f"{PLACEHOLDER_ROOT}_unconverted", self.facts.identifiers)

    def new_local(self, local: str, name: str) -> str:
        """What an import of a source module binds in the output: ``torch`` becomes ``paddle``, an alias stays."""
        if local in self.facts.pinned:
            return local
        return self.target_local if local == name == PLACEHOLDER_ROOT else local

    def module_target(self, name: str) -> str | None:
        return self.modules.get(name)

    def expression(self, template: str) -> str:
        """The text of a template without arguments."""
        paths = lambda target: dotted_node(self.path(None, target))  # noqa: E731
        node = render(template, Binding(Signature(())), None, None, (), paths)
        return cst.Module([]).code_for_node(node.with_changes(lpar=[], rpar=[]))

    def root(self, use: Use) -> tuple[cst.Name, str] | None:
        """The head of a use's chain and the source object it is bound to."""
        head = chain_root(use.node)
        if head is None:
            return None
        for value in options(self.facts.values.get(head, UNKNOWN)):
            if isinstance(value, Ref) and is_source_name(value.name):
                return head, value.name
        return None

    def path(self, use: Use | None, target: str) -> str:
        """The text by which a target is reached at a use; notes helpers and imports that it takes."""
        if target.startswith("helper."):
            helper = target.removeprefix("helper.")
            self.helpers.add(helper.split(".")[0])
            return f"{self.helper_module}.{helper}"
        found = self.root(use) if use is not None else None
        if found is not None:
            head, name = found
            module = self.modules.get(name)
            shared = head.value in self.namespaces or head.value in self.kept_locals
            if module is not None and not shared and (target == module or target.startswith(f"{module}.")):
                if not any(b.local == head.value for b in self.facts.imports):
                    # Another file brings it, under its own name; Paddle's is imported here.
                    shared = self.new_local(head.value, name) == self.target_local
                if shared:
                    self.needed[self.target_local] = TARGET
                return f"{self.new_local(head.value, name)}{target[len(module) :]}"
        root = target.split(".", 1)[0]
        if root == TARGET:
            self.needed[self.target_local] = TARGET
            return self.target_local + target[len(TARGET) :]
        local = root if self.facts.modules.get(root) == root else free_name(root, self.facts.identifiers)
        module = root if root in _WHOLE else target.rpartition(".")[0]
        if module == root or local == root:
            self.needed[module if local == root else local] = module
            return local + target[len(root) :]
        self.needed[local] = module
        return local + target[len(module) :]
