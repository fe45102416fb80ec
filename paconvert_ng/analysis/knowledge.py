"""What the rule base tells the analysis about the source frameworks: kinds, classes, results."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection

import libcst as cst

from paconvert_ng.analysis.values import (
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    Inst,
    Value,
    element_type,
    join_all,
    tensor,
)
from paconvert_ng.rules.model import Rule, RuleSet, Signature
from paconvert_ng.rules.signatures import Snapshot

#: Libraries whose objects are never tensors, so that their methods are left alone.
FOREIGN_LIBRARIES = frozenset(
    (
        "array ast base64 bisect calendar cmath csv ctypes cv2 datetime decimal difflib enum fractions "
        "getpass glob gzip hashlib html http imageio inspect io json logging math matplotlib numpy "
        "numbers os pandas pathlib PIL platform pprint re regex requests scipy secrets sentencepiece shlex shutil "
        "signal skimage sklearn socket sqlite3 statistics string struct subprocess sys tempfile textwrap "
        "tiktoken time timeit tokenize traceback unicodedata urllib uuid warnings xml yaml zipfile zlib "
    ).split()
)

_BUILTIN_NAMES = {
    "int": INT, "float": FLOAT, "bool": BOOL, "str": STR, "None": NONE, "complex": Inst("builtins.complex"),
    "bytes": Inst("builtins.bytes"), "Tensor": Inst(TENSOR_CLASS), "torch.Tensor": Inst(TENSOR_CLASS),
}  # fmt: skip

_GENERIC = {
    "list": "builtins.list", "List": "builtins.list", "Sequence": "builtins.list", "Iterable": "iterator",
    "Iterator": "iterator", "set": "builtins.set", "Set": "builtins.set", "dict": "builtins.dict",
    "Dict": "builtins.dict", "Mapping": "builtins.dict", "tuple": "builtins.tuple", "Tuple": "builtins.tuple",
    "Generator": "iterator", "OrderedDict": "builtins.dict",
}  # fmt: skip


def _given_by(name: str, annotation: str) -> Value:
    """What a function gives. A ``forward`` that gives nothing is the base class's, which subclasses replace."""
    found = parse_type(annotation)
    return UNKNOWN if found == NONE and name.endswith(".forward") else found


@functools.lru_cache(maxsize=4096)
def parse_type(text: str) -> Value:
    """The value of the rule base's small type language: ``Tensor``, ``tuple[Tensor, int]``, ``Tensor | None``."""
    try:
        return _type_value(cst.parse_expression(text)) if text else UNKNOWN
    except cst.ParserSyntaxError:
        return UNKNOWN


def _type_value(node: cst.BaseExpression) -> Value:
    if isinstance(node, cst.BinaryOperation):
        return join_all((_type_value(node.left), _type_value(node.right)))
    if isinstance(node, cst.Subscript):
        name = _name(node.value)
        if name == "Tensor":
            return tensor(_name(cst.ensure_type(node.slice[0].slice, cst.Index).value))
        items = [s.slice.value for s in node.slice if isinstance(s.slice, cst.Index)]
        if name == "Optional":
            return join_all((_type_value(items[0]), NONE))
        if name == "Union":
            return join_all(_type_value(i) for i in items)
        return generic(
            _GENERIC.get(name, ""), [_type_value(i) for i in items if not isinstance(i, cst.Ellipsis)], len(items)
        )
    name = _name(node)
    if name in ("self", "element"):
        return _SELF if name == "self" else _ELEMENT
    if name in _BUILTIN_NAMES:
        return _BUILTIN_NAMES[name]
    if name in _GENERIC:
        return Inst(_GENERIC[name])
    return Inst(name) if name.startswith("torch.") else UNKNOWN


def generic(cls: str, args: list[Value], count: int) -> Value:
    """An instance of a builtin container with these type arguments (``tuple[X, ...]`` has one of two)."""
    if not cls:
        return UNKNOWN
    if cls == "builtins.tuple" and len(args) == 1 and count == 2:
        return Inst("builtins.list", (args[0],))
    return Inst(cls, tuple(args))


def _name(node: cst.BaseExpression) -> str:
    if isinstance(node, cst.Attribute):
        return f"{_name(node.value)}.{node.attr.value}"
    return node.value if isinstance(node, cst.Name) else ""


class Knowledge:
    """The rule base and the snapshot of the source framework, as the analysis sees them."""

    def __init__(self, rules: RuleSet, source: Snapshot) -> None:
        self.rules = rules
        self.source = source
        self._results: dict[str, Value] = {}
        self._overloads: dict[str, tuple[tuple[Signature, Value], ...]] = {}
        self._ancestors: dict[str, list[str]] = {}
        self._tensor_members: dict[str, bool] = {}

    def canonical(self, name: str) -> str:
        """The name that the rule of an object stands under (``torch.concat`` → ``torch.cat``)."""
        if name in self.rules.rules:
            return name
        return self.rules.aliases.get(name) or self.source.canonical(name)

    def rule(self, name: str) -> Rule | None:
        return self.rules.rules.get(name) or self.rules.rules.get(self.canonical(name))

    def left_because(self, name: str) -> str:
        """Why a name without a rule is left, if its namespace says so."""
        return self.rules.left_because(name) or self.rules.left_because(self.canonical(name))

    def is_ruled(self, name: str) -> bool:
        """Whether some use of a source name is converted."""
        rule = self.rule(name)
        return name in self.rules.modules or (rule is not None and not rule.leave)

    def stand_in(self, name: str) -> str:
        """What a source name becomes as a value: its drop-in or helper (its type for a class that a function makes)."""
        rule = self.rule(name)
        if rule is None or rule.leave:
            return ""
        made_by_function = rule.type and rule.helper.rpartition(".")[2].lstrip("_")[:1].islower()
        return rule.type if rule.kind == "class" and made_by_function else rule.drop_in or rule.helper

    def kind(self, name: str) -> str:
        """``module``, ``class``, ``function``, ``value``, … or "" if the name is not known."""
        if name in self.rules.modules:
            return "module"
        rule = self.rule(name)
        return rule.kind if rule is not None else self.source.kind(name) or ""

    def result(self, name: str, receiver: Value | None = None) -> Value:
        """The type of what a call of the name gives; for a value or attribute, its type."""
        found = self._results.get(name)
        if found is None:
            rule = self.rule(name)
            text = (rule.returns if rule is not None else "") or self.source.returns(name)
            found = self._results[name] = _given_by(name, text)
        if found == TENSOR and isinstance(receiver, Inst) and receiver.dtype and _IN_PLACE.match(name):
            return tensor(receiver.dtype)
        return _with_receiver(found, receiver or UNKNOWN)

    def call_form_result(self, name: str, first: Value, arguments: int, keywords: Collection[str]) -> Value:
        """The type of what calling a function gives, where its rule says so for this number of arguments."""
        overloads = self._overloads.get(name)
        if overloads is None:
            rule = self.rule(name)
            signatures = rule.signatures if rule is not None and not rule.returns else ()
            overloads = self._overloads[name] = tuple((s, _given_by(name, s.returns)) for s in signatures if s.returns)
        for signature, value in overloads:
            positional = [p for p in signature.params if p.kind in ("positional_only", "positional_or_keyword")]
            names = {p.name for p in signature.params[arguments:]}
            required = {p.name for p in positional[arguments:] if p.default is None}
            if arguments <= len(positional) and required <= set(keywords) <= names:
                return value
        found = self.result(name, first)
        # A function that gives what it is given gives a tensor at least.
        return self._annotated(name) if found is UNKNOWN and first is UNKNOWN else found

    def _annotated(self, name: str) -> Value:
        """The type that a function's own annotation says it gives."""
        key = f"{name}()"
        found = self._results.get(key)
        if found is None:
            found = self._results[key] = _given_by(name, self.source.returns(name))
        return found

    def member_result(self, name: str, receiver: Value, arguments: int) -> Value:
        """The type of what calling a member with so many arguments gives; its overloads may differ in that."""
        found = self.result(name, receiver)
        if found is not UNKNOWN:
            return found
        fitting = [s for s in self.source.signatures(name) if sum(p.default is None for p in s.params) == arguments]
        texts = {signature.returns for signature in fitting}
        if not fitting and arguments == 0:
            texts = {s.returns for s in self.source.signatures(name) if all(p.default is not None for p in s.params)}
        return _given_by(name, texts.pop()) if len(texts) == 1 else UNKNOWN

    def call_result(self, cls: str) -> Value:
        """The type of calling an instance of a source class (``torch.nn.Conv2d`` → Tensor)."""
        return self.result(f"{cls}.forward") if self.source.kind(f"{cls}.forward") == "method" else UNKNOWN

    def ancestors(self, cls: str) -> list[str]:
        """A source class and the classes it derives from, nearest first."""
        found = self._ancestors.get(cls)
        if found is None:
            name = self.canonical(cls)
            found = self._ancestors[cls] = [name, *map(self.canonical, self.source.bases(name))]
            rule = self.rule(name)
            for base in rule.bases if rule is not None else ():
                found += self.ancestors(base)
        return found

    def nearest_member(self, cls: str, name: str) -> str:
        """The name of a source class's member in the first ancestor that has it, with a rule or without; "" if none."""
        members = (f"{ancestor}.{name}" for ancestor in self.ancestors(cls))
        return next((m for m in members if m in self.rules.rules or self.source.kind(m) is not None), "")

    def class_member(self, cls: str, name: str) -> str:
        """The name of a source class's member in the first ancestor with a rule for it, else in any; "" if none."""
        for ancestor in self.ancestors(cls):
            member = f"{ancestor}.{name}"
            if member in self.rules.rules:
                return member
        return self.source.member(cls, name) or ""

    def members_called(self, name: str) -> tuple[str, ...]:
        """All rules for class members of this name, whatever the class."""
        return tuple(self.rules.members.get(name, ()))

    def is_tensor_member(self, name: str) -> bool:
        """Whether a rule converts a tensor's member of this name."""
        found = self._tensor_members.get(name)
        if found is None:
            found = f"{TENSOR_CLASS}.{name}" in self.rules.rules
            self._tensor_members[name] = found
        return found

    def star_names(self, module: str) -> tuple[str, ...]:
        """What ``from <source module> import *`` binds."""
        return self.source.star(module)

    def is_foreign(self, name: str) -> bool:
        return name.split(".", 1)[0] in FOREIGN_LIBRARIES


def _summed(operand: Value) -> Value:
    """A sum, product or difference of a tensor's elements: integers and bools give int64."""
    dtype = operand.dtype if isinstance(operand, Inst) and operand.cls == TENSOR_CLASS else ""
    return tensor("int64") if dtype == "bool" or "int" in dtype else tensor(dtype)


def _promoted(operand: Value) -> Value:
    """A tensor combined with something: floats stay floats; integers and bools may become some."""
    dtype = operand.dtype if isinstance(operand, Inst) and operand.cls == TENSOR_CLASS else ""
    return tensor("float" if "float" in dtype else "scalars" if dtype and "complex" not in dtype else "")


#: Methods that change their receiver, which keeps its dtype.
_IN_PLACE = re.compile(rf"{re.escape(TENSOR_CLASS)}\.\w*[a-z0-9]_$")
#: Stand among the results for the receiver's own type (for a function: its first argument's), and for its elements'.
_SELF = Inst("self")
_ELEMENT = Inst("element")


def _with_receiver(value: Value, receiver: Value) -> Value:
    if value is _SELF:
        return receiver
    if value is _ELEMENT:
        return element_type(receiver)
    if isinstance(value, Inst) and value.dtype in ("summed", "promoted"):
        return _summed(receiver) if value.dtype == "summed" else _promoted(receiver)
    if isinstance(value, Inst) and _SELF in value.args:
        return Inst(value.cls, tuple(_with_receiver(arg, receiver) for arg in value.args))
    return value
