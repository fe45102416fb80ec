"""What the analysis of one file finds: values of expressions, and the places where a source API is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import libcst as cst

from paconvert_ng.analysis.directives import Directives
from paconvert_ng.analysis.scopes import Scope
from paconvert_ng.analysis.values import Method, Ref, Value

UseRole = Literal[
    "call",
    "value",
    "type",
    "base",
    "store",
    "delete",
    "operator",
    "test",
    "alias",
    "ambiguous",
    "absent",
    "module_name",
    "class_value",
    "identity",
    "optional",
    "dtype_lookup",
    "import",
    "question",
]


@dataclass(slots=True)
class Use:
    """One place where a source API, or a method that may be one, is used.

    ``node`` is what a conversion replaces: the Call for a call, the statement for an augmented assignment,
    otherwise the name or attribute chain. ``target`` is what is called or named. ``root`` is the import
    binding's local name at the head of the chain ("" for methods).
    """

    node: cst.BaseExpression | cst.AugAssign
    role: UseRole
    target: Ref | Method
    root: str = ""
    owner: cst.CSTNode | None = None
    #: For a store: the plain assignment statement whose only target it is.
    simple: cst.Assign | None = None
    #: For an ambiguous name: what else of the source frameworks it may be.
    others: tuple[str, ...] = ()
    #: Where it stands, for what the log says of types.
    scope: Scope | None = None


def receiver_of(node: cst.BaseExpression | cst.AugAssign) -> cst.BaseExpression:
    """The receiver of a member's use: what stands before the dot, or the first operand."""
    if isinstance(node, cst.BinaryOperation | cst.Comparison):
        return node.left
    if isinstance(node, cst.AugAssign):
        return cst.ensure_type(node.target, cst.BaseExpression)  # type: ignore[type-abstract]
    if isinstance(node, cst.Subscript):
        return node.value
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Name):
        return node.args[0].value  # getattr(x, "max")
    func = node.func if isinstance(node, cst.Call) else node
    return cst.ensure_type(func, cst.Attribute).value


@dataclass(slots=True)
class ImportBinding:
    """One name that an import statement binds to a source object."""

    node: cst.ImportAlias
    statement: cst.Import | cst.ImportFrom
    local: str
    name: str
    owner: cst.CSTNode
    #: "module": at module level, unconditionally; "branch": inside if/try/with; "inner": in a function or class.
    place: Literal["module", "branch", "inner"] = "module"
    #: Inside `try:` whose handlers catch ImportError: a probe for an optional package.
    probe: bool = False


@dataclass(slots=True)
class StarImport:
    statement: cst.ImportFrom
    module: str
    owner: cst.CSTNode


@dataclass(slots=True)
class AlongImport:
    """An import of packages that were taken along: the items of ``import``, or the whole ``from`` statement."""

    statement: cst.Import | cst.ImportFrom
    owner: cst.CSTNode
    items: tuple[cst.ImportAlias, ...] = ()


@dataclass(slots=True)
class Facts:
    """All that is found in one file. Keys are nodes of its original tree (compared by identity)."""

    values: dict[cst.CSTNode, Value] = field(default_factory=dict)
    uses: dict[cst.CSTNode, Use] = field(default_factory=dict)
    #: Members that are called like a tensor's, of objects that are known to be something else. They are none of ours.
    others: dict[cst.CSTNode, Use] = field(default_factory=dict)
    imports: list[ImportBinding] = field(default_factory=list)
    stars: list[StarImport] = field(default_factory=list)
    #: Imports of packages that were taken along, and strings by which their modules are imported.
    along: list[AlongImport] = field(default_factory=list)
    along_names: list[cst.SimpleString] = field(default_factory=list)
    #: Whether any name is bound to a source object. If not, a tensor's method is none of ours either: the file may be
    #: converted already.
    brings_source: bool = False
    #: Whether the text carries a conversion's marks or helpers: what it left of the source framework was decided then.
    converted_before: bool = False
    #: Whether a companion's name is bound (flash_attn, safetensors.torch): that alone says nothing of the tensors in a
    #: file that imports Paddle too.
    brings_companion: bool = False
    #: Other libraries that the file imports at its module level: local name → module.
    modules: dict[str, str] = field(default_factory=dict)
    #: Annotations (or other types) written as string literals, with the expression inside.
    strings: dict[cst.SimpleString, cst.BaseExpression] = field(default_factory=dict)
    #: Values that are turned into text which is not the same: the expression and its class (``torch.Size``).
    shown: dict[cst.BaseExpression, str] = field(default_factory=dict)
    #: Strings with parts such as ``{x=}``, which show their own text.
    documenting: set[cst.FormattedString] = field(default_factory=set)
    #: Conditions that are tensors of numbers.
    truths: set[cst.BaseExpression] = field(default_factory=set)
    #: What is called as a tokenizer or processor of transformers may be, with or for tensors.
    processors: set[cst.BaseExpression] = field(default_factory=set)
    #: Decorators, with what they decorate.
    decorators: dict[cst.BaseExpression, cst.FunctionDef | cst.ClassDef] = field(default_factory=dict)
    #: What the author's comments ask for.
    directives: Directives = Directives()
    #: Names that the author deletes, or binds from within functions: they must be bound under just these names.
    pinned: set[str] = field(default_factory=set)
    #: Whether code is run, or names are looked up, by their text.
    looks_up_names: bool = False
    #: Whether it runs code that may say ``torch.`` or ``nn.``: these must then have torch's names and signatures.
    runs_text: bool = False
    #: Names of which nothing is known and that are called somewhere in the file.
    called: set[str] = field(default_factory=set)
    #: Whether a string is a dotted name of the source framework (``"torch.nn.GELU"``).
    names_in_text: bool = False
    #: Whether it asks which packages are installed, by names that may be torch's.
    asks_for_packages: bool = False
    #: Names that some function declares global or nonlocal: calling it may bind them anew.
    rebound: set[str] = field(default_factory=set)
    #: Every identifier in the file, so that a new name cannot clash with one.
    identifiers: set[str] = field(default_factory=set)
