"""Modules that are named by a string: ``importlib.import_module("torch.nn")``, ``sys.modules["torch"]``."""

from __future__ import annotations

import re
from collections.abc import Iterable

import libcst as cst

from paconvert_ng.analysis.facts import ImportBinding
from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS, is_source_name
from paconvert_ng.analysis.naming import record
from paconvert_ng.analysis.tree_index import tree_ref
from paconvert_ng.analysis.values import UNKNOWN, Inst, Method, Ref, Value, options
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
#: Calls that ask what is installed, and the helpers that answer for torch as the converted code sees it.
QUESTIONS = {
    "find_spec": "helper.find_spec",
    "version": "helper.distribution_version",
    "distribution": "helper.distribution",
    "metadata": "helper.distribution_metadata",
    "packages_distributions": "helper.packages_distributions",
}
ASKERS = {
    f"{module}.{asked}": helper
    for asked, helper in QUESTIONS.items()
    for module in (("importlib.util",) if asked == "find_spec" else ("importlib.metadata", "importlib_metadata"))
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


def note_question(self: Walker, node: cst.Call, callee: Value, args: list[Value]) -> None:
    """Record a question for an installed package that may be torch, or one that is converted along."""
    suffix = f".{callee.name}" if isinstance(callee, Method) else ""
    of = callee.receiver if isinstance(callee, Method) else callee
    asked = [f"{option.name}{suffix}" if isinstance(option, Ref) else "" for option in options(of)]
    if node.args and asked[0] in SEEKERS and note_module_name(self, node.args[0].value):
        return
    if len({ASKERS.get(name, "") for name in asked}) != 1 or asked[0] not in ASKERS:
        return
    if self.facts.converted_before or not (self.tree.names_framework or self.tree.along):
        return
    named = [text_of(option).partition(".")[0] for option in options(args[0])] if args else [""]
    if not all(named) or any(name in FRAMEWORK_ROOTS or self.tree.is_along(name) for name in named):
        self.facts.asks_for_packages = True
        record(self, node, "question", Ref(asked[0]))


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
    if self.tree.along and how == "importlib.import_module":
        _note_along_names(self, node)
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
        if how == "builtins.__import__" and text_of(args[0] if args else None) == name:
            _note_along_names(self, node)
        return Ref(tree_ref(found)) if found is not None else UNKNOWN
    return Ref(tree_ref(found)) if found is not None else note_module(self, node, name)


def _note_along_names(self: Walker, node: cst.Call) -> None:
    """The strings by which a module is imported of a package that was taken along: its name, what it is relative to."""
    for position, argument in enumerate(node.args[:2]):
        said = argument.keyword.value if argument.keyword is not None else ("name", "package")[position]
        text = text_of(self.facts.values.get(argument.value))
        if said in ("name", "package") and isinstance(argument.value, cst.SimpleString) and self.tree.is_along(text):
            self.facts.along_names.append(argument.value)


def note_module(self: Walker, node: cst.BaseExpression, name: str) -> Value:
    """The module that an expression is, recorded as a use if it is one of a source framework."""
    if is_source_name(name):
        self.facts.brings_source |= name.split(".")[0] in FRAMEWORK_ROOTS
        record(self, node, "value", Ref(name))
    return Ref(name)


def note_module_name(self: Walker, node: cst.BaseExpression) -> bool:
    """Record a string that names a source module in a question whether that is there; whether it is one."""
    name = text_of(self.facts.values.get(node))
    if not isinstance(node, cst.SimpleString) or name not in FRAMEWORK_ROOTS or self.tree.is_along(name):
        return False
    self.facts.brings_source = True
    record(self, node, "module_name", Ref(name))
    return True
