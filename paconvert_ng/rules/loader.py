"""Rule files → rules, strictly: every problem is reported with file and line, none is passed over."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from . import locate
from .check import Targets
from .errors import Problem, RuleError
from .fields import Fields
from .helpers import read_helpers
from .model import NameKind, Rule, RuleTest, Signature
from .proofs import read_tests
from .reader import RuleReader, is_dotted
from .signatures import Snapshot, target_signatures
from .yaml_nodes import read_yaml

#: Ends a name that stands for all names below a module or class.
NAMESPACE = ".*"


@dataclass(frozen=True)
class Loaded:
    """What rule files say: the sound rules, their tests, and what is wrong with the others.

    ``namespaces`` are the modules and classes whose names without a rule are left, with the reason.
    ``warnings`` are worth a look but make nothing wrong.
    """

    rules: dict[str, Rule]
    namespaces: dict[str, str]
    tests: list[RuleTest]
    problems: list[Problem]
    warnings: list[Problem]


def load_rule_files(
    paths: Iterable[Path | str], signatures: Snapshot, paddle_version: str
) -> tuple[dict[str, Rule], list[RuleTest]]:
    """Rules by name and their tests.

    ``paths`` are files, or folders to be searched for ``*.yaml``. Raises RuleError with
    every problem, each as ``file:line: message``.
    """
    loaded = read_rule_files(paths, signatures, paddle_version)
    if loaded.problems:
        raise RuleError(loaded.problems)
    return loaded.rules, loaded.tests


def read_rule_files(
    paths: Iterable[Path | str],
    signatures: Snapshot,
    paddle_version: str,
    override: Iterable[Path | str] = (),
) -> Loaded:
    """Like ``load_rule_files``, but what is wrong is handed back beside what is right.

    Rules in ``override`` replace those of the same name in ``paths``, the later ones the earlier.
    """
    problems: list[Problem] = []
    warnings: list[Problem] = []
    helpers = read_helpers(locate.runtime_folder(), problems)
    targets = Targets(target_signatures(paddle_version), helpers, paddle_version)
    for helper in helpers.values() if targets.strict else ():
        lacking = [used for used in sorted(helper.uses) if targets.missing_name(used)]
        warnings += [Problem(helper.where, f"{helper.name} uses {used}, unknown to the snapshot") for used in lacking]
    loader = _Loader(signatures, targets, problems, warnings)
    layers = [(0, Path(folder)) for folder in paths] + [(n, Path(folder)) for n, folder in enumerate(override, 1)]
    files = [(layer, file) for layer, folder in layers for file in loader.read_folder(folder)]
    for _, file in files:
        loader.note_owners(file)
    for layer, file in files:
        loader.read_rules(file, layer)
    loader.check_aliases()
    problems.sort(key=_place)
    warnings.sort(key=_place)
    tests = [test for tests in loader.tests.values() for test in tests]
    return Loaded(loader.rules, loader.namespaces, tests, problems, warnings)


def _place(problem: Problem) -> tuple[str, int]:
    file, _, line = problem.where.rpartition(":")
    return file, int(line) if line.isdigit() else 0


class _Loader:
    def __init__(self, source: Snapshot, targets: Targets, problems: list[Problem], warnings: list[Problem]) -> None:
        self.source = source
        self.targets = targets
        self.problems = problems
        self.warnings = warnings
        self.rules: dict[str, Rule] = {}
        self.namespaces: dict[str, str] = {}
        self.tests: dict[str, tuple[RuleTest, ...]] = {}
        self.layer: dict[str, int] = {}
        self.places: dict[str, str] = {}

    def read_folder(self, folder: Path) -> list[Fields]:
        """The files of a folder as mappings, unchecked."""
        found = []
        for path in locate.rule_files(folder):
            file = locate.label(path)
            try:
                root = read_yaml(path.read_text(encoding="utf-8"), file, self.problems)
            except UnicodeDecodeError as error:
                self.problems.append(Problem(f"{file}:1", f"not UTF-8: {error}"))
                continue
            if root is not None:
                found.append(Fields(root, file, self.problems, "a rule file"))
        return found

    def note_owners(self, file: Fields) -> None:
        """What classes become: rules of their methods are checked against that."""
        for name, node in file.values.items():
            rule = node.value if isinstance(node.value, dict) else {}
            for key in ("type", "to"):
                target = rule[key].value if key in rule else None
                if isinstance(target, str) and is_dotted(target):
                    self.targets.owners[self.source.canonical(name)] = target
                    break

    def read_rules(self, file: Fields, layer: int) -> None:
        for name, node in file.values.items():
            fields = Fields(node, file.file, self.problems, f"the rule {name}")
            where = file.where(name)
            if not self._claim(name, where, layer, fields):
                continue
            if isinstance(node.value, dict) and name.endswith(NAMESPACE):
                self._read_namespace(name.removesuffix(NAMESPACE), fields)
            elif isinstance(node.value, dict):
                self._read_rule(name, where, fields)
                for other in self._others(name, fields):
                    if self._claim(other, where, layer, fields):
                        self._read_rule(other, where, fields)
                        self.tests.pop(other, None)  # they run under the first name

    def _claim(self, name: str, where: str, layer: int, fields: Fields) -> bool:
        """Note where a name has its rule; False, and a problem, if it has one already."""
        if name in self.places and self.layer[name] >= layer:
            fields.problem(f"{name} has a rule already, at {self.places[name]}: keep one")
            return False
        self.places[name], self.layer[name] = where, layer
        self.rules.pop(name, None)
        self.tests.pop(name, None)
        return True

    def _others(self, name: str, fields: Fields) -> tuple[str, ...]:
        """The other names that a rule holds for."""
        if fields.has("also") and not _only_leaves(fields) and name.split(".")[0] in self.source.versions:
            fields.problem("`also` goes with `leave`: the snapshots know what other names an object has", "also")
            return ()
        return fields.texts("also")

    def _read_namespace(self, owner: str, fields: Fields) -> None:
        """``torch.fx.*``: the reason for all names below that have no rule of their own."""
        fields.allow(("leave", "note"))
        if not fields.has("leave"):
            fields.problem(f"{owner}{NAMESPACE} stands for the names below that have no rule: it may only `leave`")
        elif owner.split(".")[0] in self.source.versions and not any(n.startswith(f"{owner}.") for n in self.source):
            root = owner.split(".")[0]
            fields.problem(f"{root} {self.source.versions[root]} has no public module or class {owner}")
        elif fields.text("leave"):
            self.namespaces[owner] = fields.text("leave")

    def _read_rule(self, name: str, where: str, fields: Fields) -> None:
        before = len(self.problems)
        identity = self._identify(name, fields)
        if identity is None:
            return
        kind, signatures = identity
        reader = RuleReader(name, where, kind, signatures, fields, self.targets, self.source, self.warnings)
        rule = reader.read()
        tests = read_tests(name, fields.items("tests"), fields.file, self.problems) if fields.has("tests") else ()
        if len(self.problems) == before and rule is not None:
            self.rules[name] = rule
            self.tests[name] = tests

    def _identify(self, name: str, fields: Fields) -> tuple[NameKind, tuple[Signature, ...]] | None:
        """What the rule's name is, and its signatures in the snapshot."""
        parts = name.split(".")
        if (len(parts) < 2 and self.source.kind(name) != "module") or not all(part.isidentifier() for part in parts):
            fields.problem(f"{name!r} is no full public name (torch.nn.functional.relu)")
            return None
        known = self.source.kind(name)
        if known is not None:
            if fields.has("kind"):
                fields.problem(f"`kind` is only for names outside the snapshot; {name} is a {known}", "kind")
            return known, self.source.signatures(name)
        unlisted = name.startswith("torch.ops.") or any(part.startswith("_") for part in parts)
        private = unlisted and fields.has("kind") and fields.has("signature")
        if parts[0] in self.source.versions and not _only_leaves(fields) and not private:
            close = difflib.get_close_matches(name, [other for other in self.source if other[:6] == name[:6]], 3, 0.75)
            hint = f"; close: {', '.join(close)}" if close else ""
            version = f"{parts[0]} {self.source.versions[parts[0]]}"
            fields.problem(f"{version} has no public name {name}{hint} (a name it no longer has may only `leave`)")
            return None
        return _guess_kind(parts, fields), ()

    def check_aliases(self) -> None:
        """One object has one rule, whatever its names."""
        by_object: dict[str, list[str]] = {}
        for name in self.rules:
            by_object.setdefault(self.source.canonical(name), []).append(name)
        for names in by_object.values():
            for name in names[1:]:
                if self.source.same_object(names[0], name):
                    where = self.rules[name].where
                    message = f"{name} is the same object as {names[0]}, whose rule is at {self.rules[names[0]].where}"
                    self.problems.append(Problem(where, f"{message}: delete one, it serves both names"))


def _only_leaves(fields: Fields) -> bool:
    return fields.has("leave") and not any(fields.has(key) for key in ("to", "variants", "helper"))


def _guess_kind(parts: list[str], fields: Fields) -> NameKind:
    """Names of other frameworks: capitals mean classes, the rest follows from the rule."""
    if fields.has("kind"):
        kind = fields.text("kind")
        for choice in ("function", "class", "module", "value", "method", "attribute"):
            if kind == choice:
                return choice
        fields.problem("`kind` is one of function, class, module, value, method, attribute", "kind")
    called = fields.has("signature")
    if len(parts) > 2 and parts[-2][:1].isupper():
        return "method" if called else "attribute"
    if parts[-1][:1].isupper() and not parts[-1].isupper():
        return "class"
    template = fields.values["to"].value if fields.has("to") else None
    calls = isinstance(template, str) and "(" in template
    return "function" if called or calls or fields.has("variants") or fields.has("helper") else "value"
