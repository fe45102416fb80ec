"""Functions and classes of the file that is analysed, and how a class's members are found."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import libcst as cst

from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.module_index import is_source_name
from paconvert_ng.analysis.scopes import Scope
from paconvert_ng.analysis.tree_index import TreeIndex
from paconvert_ng.analysis.values import NONE, UNKNOWN, Inst, Ref, Value, join

MODULE_CLASS = "torch.nn.Module"
FUNCTION_CLASS = "torch.autograd.Function"

_CODE = cst.Module([])
#: `self.x = …` (annotated or augmented), and `self.x, y = …`.
_STORED = re.compile(r"\.(\w+)\s*(?::[^=\n]*)?(?:[-+*/%@&|^<>]{0,2})=(?!=)|\.(\w+)\s*,(?=[^=\n()]*=(?!=))")


@dataclass(slots=True, eq=False)
class FunctionInfo:
    """A function of the file. ``returns`` is None until it has been analysed."""

    name: str
    node: cst.FunctionDef | cst.Lambda
    scope: Scope
    owner: ClassInfo | None = None
    annotated: Value = UNKNOWN
    returns: Value | None = None
    running: bool = False
    generator: bool = False
    decorators: tuple[str, ...] = ()
    parameters: list[tuple[str, Value]] = field(default_factory=list)
    #: Names of tensors that are parts of parameters, whose dtype only the caller knows.
    passed: set[str] = field(default_factory=set)
    #: Names of tensors that were made with dimensions.
    with_dimensions: set[str] = field(default_factory=set)
    #: Functions whose analysis rests on ``returns``, and how often this one was analysed again.
    callers: list[FunctionInfo] = field(default_factory=list)
    reruns: int = 0
    #: Whether it was analysed before its turn, because the module's code makes an object.
    early: bool = False


@dataclass(slots=True)
class ClassInfo:
    """A class of the file; ``attributes`` joins what is assigned to ``self.x`` and in the class body."""

    name: str
    bases: tuple[Value, ...] = ()
    attributes: dict[str, Value] = field(default_factory=dict)
    methods: dict[str, FunctionInfo] = field(default_factory=dict)
    #: Names that the class body binds.
    shared: set[str] = field(default_factory=set)
    #: Where attributes are assigned: the targets, each with its statement.
    origins: dict[str, list[tuple[cst.CSTNode, cst.CSTNode]]] = field(default_factory=dict)
    #: Attributes that the text of a method seems to assign; None until somebody asks.
    stored: frozenset[str] | None = None
    #: Functions that read an attribute, and so rest on what was assigned to it until then.
    readers: dict[str, list[FunctionInfo]] = field(default_factory=dict)

    def assign(self, name: str, value: Value) -> list[FunctionInfo]:
        """Join a value to an attribute's; gives the functions that have read it as something narrower."""
        before = self.attributes.get(name)
        if before is None:
            self.attributes[name] = value
            return []
        self.attributes[name] = joined = join(before, value)
        return self.readers.pop(name, []) if joined != before else []


class Classes:
    """Looks up members of classes, of the file, of the tree and of the source frameworks."""

    def __init__(self, knowledge: Knowledge, tree: TreeIndex) -> None:
        self.knowledge = knowledge
        self.tree = tree
        self.local: dict[str, ClassInfo] = {}
        self.functions: dict[str, FunctionInfo] = {}

    def release(self) -> None:
        """Let go of what was learnt: classes and their methods hold each other, and with them the parsed file."""
        for info in self.local.values():
            info.methods.clear()
            info.readers.clear()
        for function in self.functions.values():
            function.callers.clear()

    def base_names(self, cls: str) -> list[str] | None:
        """Names of all ancestors of a class (itself left out), or None if one is not known."""
        info = self.local.get(cls)
        if info is not None:
            found: list[str] = []
            for base in info.bases:
                if not isinstance(base, Ref) or base.name == cls:
                    return None
                found.append(base.name)
                above = self.base_names(base.name)
                if above is None:
                    return None
                found.extend(above)
            return found
        if ":" in cls:
            bases = self.tree.bases(cls)
            if bases is None:
                return None
            return bases + [a for b in bases if is_source_name(b) for a in self.knowledge.ancestors(b)[1:]]
        if is_source_name(cls):
            return self.knowledge.ancestors(cls)[1:]
        return [] if cls.startswith("builtins.") or cls == "abc.ABC" or self.knowledge.is_foreign(cls) else None

    def is_source_class(self, cls: str) -> bool:
        """Whether a class is one of a source framework, or certainly derives from one."""
        if is_source_name(cls):
            return True
        return any(is_source_name(base) for base in self._known_bases(cls))

    def _known_bases(self, cls: str) -> list[str]:
        info = self.local.get(cls)
        if info is None:
            return self.base_names(cls) or []
        names = [b.name for b in info.bases if isinstance(b, Ref) and b.name != cls]
        return names + [a for n in names for a in self._known_bases(n)]

    def lineage(self, cls: str) -> list[str]:
        """A class and what is known of its ancestors, nearest first."""
        return [cls, *self._known_bases(cls)]

    def derives_from(self, cls: str, base: str) -> bool:
        """Whether the class certainly derives from ``base`` (a source class name)."""
        base = self.knowledge.canonical(base)
        return any(self.knowledge.canonical(name) == base for name in (cls, *self._known_bases(cls)))

    def method(self, cls: str, name: str) -> FunctionInfo | None:
        """The method that the file's own classes define for instances of ``cls``."""
        info = self.local.get(cls)
        if info is None:
            return None
        if name in info.methods:
            return info.methods[name]
        for base in info.bases:
            if isinstance(base, Ref) and base.name != cls:
                found = self.method(base.name, name)
                if found is not None:
                    return found
        return None

    def defines(self, cls: str, name: str) -> bool:
        """Whether the author's code (in this file or the tree) defines the member for instances of ``cls``."""
        for owner in (cls, *self._known_bases(cls)):
            info = self.local.get(owner)
            if info is not None and (name in info.methods or name in info.attributes):
                return True
            if info is None and ":" in owner:
                binding = self.tree.definition(owner)
                if binding is not None and any(method == name for method, _ in binding.methods):
                    return True
        return False

    def attribute(self, cls: str, name: str, reader: FunctionInfo | None = None) -> Value | None:
        """The type of ``self.<name>`` for instances of one of the file's classes; None if never assigned.

        Unknown where it is None so far: that only keeps the place of what code elsewhere assigns.
        """
        info = self.local.get(cls)
        if info is None:
            return None
        if name in info.attributes:
            value = info.attributes[name]
            if reader is not None and value is not UNKNOWN and reader not in info.readers.setdefault(name, []):
                info.readers[name].append(reader)
            return UNKNOWN if value == NONE else value
        for base in info.bases:
            if isinstance(base, Ref) and base.name != cls:
                found = self.attribute(base.name, name, reader)
                if found is not None:
                    return found
        return None

    def hides(self, cls: str, name: str) -> bool:
        """Whether a class body binds a name that an object of the class (a Module of the file's) assigns."""
        held = (info for owner in self.lineage(cls) if (info := self.local.get(owner)) is not None)
        return any(name in info.shared for info in held) and self.derives_from(cls, MODULE_CLASS)

    def may_change(self, cls: str, name: str) -> bool:
        """Whether a method of one of the file's classes seems to assign an attribute."""
        for owner in self.lineage(cls):
            info = self.local.get(owner)
            if info is not None:
                if info.stored is None:
                    later = (method.node for method in info.methods.values() if not method.early)
                    code = "".join(map(_CODE.code_for_node, later))
                    info.stored = frozenset(a or b for a, b in _STORED.findall(code))
                if name in info.stored:
                    return True
        return False

    def assign(self, cls: str, name: str, value: Value) -> list[FunctionInfo]:
        """Assign an attribute of an instance, which may be what the methods of its bases read.

        Gives the functions that have read it as something narrower.
        """
        stale: list[FunctionInfo] = []
        for owner in self.lineage(cls):
            info = self.local.get(owner)
            if info is not None and (owner == cls or name in info.attributes):
                stale += info.assign(name, value)
        return stale

    def source_members(self, cls: str, name: str) -> str:
        """The source framework's member that ``instance.name`` is, "" if the author's code defines it or none does."""
        if is_source_name(cls):
            return self.knowledge.class_member(cls, name)
        if self.defines(cls, name):
            return ""
        for base in self._known_bases(cls):
            if is_source_name(base):
                member = self.knowledge.class_member(base, name)
                if member:
                    return member
        return ""

    def is_author_class(self, cls: str) -> bool:
        """Whether all ancestors are known and none belongs to a source framework."""
        if is_source_name(cls):
            return False
        bases = self.base_names(cls)
        return bases is not None and not any(is_source_name(base) for base in bases)


def instance(value: Value) -> str:
    """The class of an instance, "" for anything else."""
    return value.cls if isinstance(value, Inst) else ""
