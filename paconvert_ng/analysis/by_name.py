"""Modules that are named by a string: ``importlib.import_module("torch.nn")``, ``sys.modules["torch"]``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from paconvert_ng.analysis.facts import ImportBinding
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS, is_source_name
from paconvert_ng.analysis.naming import record
from paconvert_ng.analysis.tree_index import tree_ref
from paconvert_ng.analysis.values import UNKNOWN, Inst, Ref, Value, options
from paconvert_ng.analysis.walker import Walker

IMPORTERS = ("importlib.import_module", "builtins.__import__")
#: Calls that give what a dotted name means.
LOCATORS = ("pydoc.locate", "pkgutil.resolve_name")
#: Calls that ask whether a module of that name can be imported.
SEEKERS = ("importlib.util.find_spec", "importlib.find_loader", "pkgutil.find_loader")


#: Calls that import what they are given the name of, and the helper for a name that only the run knows.
RUN_TIME = {
    "importlib.import_module": "helper.import_module",
    "pydoc.locate": "helper.locate",
    "pkgutil.resolve_name": "helper.resolve_name",
}
_DOTTED = re.compile(rf"(?:{'|'.join(FRAMEWORK_ROOTS)})(?:\.\w+)+")


def note_name_in_text(self: Walker, text: str) -> None:
    """Note a string that is a dotted name of the source framework: what imports by name may be given it."""
    if _DOTTED.fullmatch(text):
        self.facts.names_in_text = True


def note_run_time_import(self: Walker, node: cst.Call, how: str) -> None:
    """Record an import by a name that the text does not give; whether it may be a source module is known later."""
    if not node.args or how not in RUN_TIME:
        return
    named = node.args[0].value
    while isinstance(named, cst.BinaryOperation | cst.ConcatenatedString):
        named = named.left
    begins = named.parts[0] if isinstance(named, cst.FormattedString) and named.parts else named
    text = begins.value if isinstance(begins, cst.FormattedStringText) else text_of(self.facts.values.get(begins))
    texts = [text, *(text_of(option) for option in options(self.facts.values.get(node.args[0].value, UNKNOWN)))]
    if any(one.partition(".")[0] in FRAMEWORK_ROOTS for one in texts):
        self.facts.names_in_text = self.facts.brings_source = True
    record(self, node, "import", Ref(how))


def text_of(value: Value | None) -> str:
    """The string that an expression certainly is, "" for any other."""
    return value.const if isinstance(value, Inst) and isinstance(value.const, str) else ""


def mentions_name(text: str, bindings: Iterable[ImportBinding]) -> bool:
    """Whether a text of code has one of the imported names in it."""
    words = set(re.findall(r"\w+", text))
    return any(binding.local in words for binding in bindings)


def absolute_name(name: str, package: str) -> str:
    """The module that a name with leading dots means seen from a package; "" if it means none."""
    rest = name.lstrip(".")
    level = len(name) - len(rest)
    parts = package.split(".")[: len(package.split(".")) - level + 1] if package else []
    return ".".join([*parts, rest]) if parts and rest else ".".join(parts)


def imported_by_name(self: Walker, node: cst.Call, how: str, args: list[Value], keywords: dict[str, Value]) -> Value:
    """What a call that imports by name gives; recorded as a use if it is a source module."""
    name = text_of(args[0] if args else keywords.get("name"))
    if how == "builtins.__import__":
        listed = args[3] if len(args) > 3 else keywords.get("fromlist")
        if listed is None or (isinstance(listed, Inst) and listed.cls == "builtins.tuple" and not listed.args):
            name = name.partition(".")[0]
    elif name.startswith("."):
        name = absolute_name(name, text_of(args[1] if len(args) > 1 else keywords.get("package")))
    if not name:
        note_run_time_import(self, node, how)
        return UNKNOWN
    found = self.tree.find_module(self.path, 0, name)
    if self.tree.along and self.tree.is_along(name):
        _note_along_name(self, node, name)
        return Ref(tree_ref(found)) if found is not None else UNKNOWN
    return Ref(tree_ref(found)) if found is not None else note_module(self, node, name)


def _note_along_name(self: Walker, node: cst.Call, name: str) -> None:
    """The string by which a module is imported of a package that was taken along."""
    for argument in node.args[:1]:
        if isinstance(argument.value, cst.SimpleString) and text_of(self.facts.values.get(argument.value)) == name:
            self.facts.along_names.append(argument.value)


def note_module(self: Walker, node: cst.BaseExpression, name: str) -> Value:
    """The module that an expression is, recorded as a use if it is one of a source framework."""
    if is_source_name(name):
        self.facts.brings_source |= name.split(".")[0] in FRAMEWORK_ROOTS
        record(self, node, "value", Ref(name))
    return Ref(name)


def note_module_name(self: Walker, node: cst.BaseExpression) -> None:
    """Record a string that names a source module in a question whether that is there."""
    name = text_of(self.facts.values.get(node))
    if isinstance(node, cst.SimpleString) and name in FRAMEWORK_ROOTS and not self.tree.is_along(name):
        self.facts.brings_source = True
        record(self, node, "module_name", Ref(name))
