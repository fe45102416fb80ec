"""One rule of a file, read and checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Literal

from .check import Targets
from .conditions import condition_problems, decide, parse_condition, pinned
from .errors import Problem
from .fields import Fields, type_name
from .keys import RULE_KEYS, VARIANT_KEYS
from .model import NameKind, Param, Rule, Signature, Variant
from .out import out_variants
from .signature_text import parse_signature
from .signatures import Snapshot
from .templates import ROOTS, Template, parse_template
from .yaml_nodes import Node

_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")


class RuleReader:
    """Reads the mapping of one rule; problems go to the list of ``fields``."""

    def __init__(
        self,
        name: str,
        where: str,
        kind: NameKind,
        signatures: tuple[Signature, ...],
        fields: Fields,
        targets: Targets,
        source: Snapshot,
        warnings: list[Problem],
    ) -> None:
        self.name = name
        self.where = where
        self.kind = kind
        self.signatures = signatures
        self.fields = fields
        self.targets = targets
        self.source = source
        self.warnings = warnings
        self.bound = kind in ("method", "attribute")
        self.receiver = targets.owners.get(source.canonical(name.rpartition(".")[0]), "") if self.bound else ""
        self.only: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self.ignore: tuple[str, ...] = ()
        self.misfit = ""

    def read(self) -> Rule | None:
        """The rule, or None if it says nothing usable."""
        fields = self.fields
        fields.allow(RULE_KEYS)
        if self.kind == "module" and not fields.has("helper"):
            fields.problem(f"{self.name} is a module: its target belongs in rules/modules.yaml")
            return None
        self._check_presence()
        if fields.has("signature"):
            self.signatures = self._read_signatures(fields, "signature")
        self.only = self._read_only()
        self.ignore = self._read_ignore()
        helper = self._read_helper()
        variants, drop_in = self._read_targets()
        leave = fields.text("leave")
        if not (variants or drop_in or helper or leave):
            version = f"Paddle {self.targets.version}"
            leave = self.misfit if version in self.misfit else f"{version}: {self.misfit}" * bool(self.misfit)
        return Rule(
            name=self.name,
            kind=self.kind,
            where=self.where,
            drop_in=drop_in,
            helper=helper,
            type=self._read_type(),
            variants=variants,
            only=self.only,
            ignore=self.ignore,
            signatures=self.signatures,
            bases=self._read_bases(),
            returns=self._read_returns(),
            unknown=self._read_unknown(helper),
            set=self._read_set(),
            leave=leave,
            note=fields.text("note"),
            differs=fields.text("differs"),
            proved=fields.has("tests") and self.targets.strict,  # tests run on the reference version
            unproved=fields.text("unproved"),
        )

    def _check_presence(self) -> None:
        fields = self.fields
        if not any(fields.has(key) for key in ("to", "variants", "helper", "leave")):
            fields.problem(f"the rule {self.name} has none of `to`, `variants`, `helper`, `leave`")
        if fields.has("leave") and (fields.has("to") or fields.has("helper")):
            fields.problem("`leave` says that there is no equivalent: it excludes `to` and `helper`", "leave")
        if not any(fields.has(key) for key in ("unproved", "tests", "leave")):
            fields.problem(f"the rule {self.name} has no `tests` (or `unproved: reason` where it cannot run here)")
        needs = fields.has("variants") or (fields.has("to") and not self._is_drop_in(fields.text("to")))
        needs = needs and self.kind not in ("value", "attribute") and not _all_have_signatures(fields)
        if needs and not self.signatures and not fields.has("signature"):
            fields.problem(f"no signature is known for {self.name}: give `signature: (param, other=default)`")

    def _read_signatures(self, fields: Fields, key: str) -> tuple[Signature, ...]:
        node = fields.values[key]
        texts = [item.value for item in node.value] if isinstance(node.value, list) else [node.value]
        found = []
        for text in texts:
            if not isinstance(text, str):
                fields.problem(f'`{key}` must be text such as "(input, dim=None)", not {type_name(text)}', key)
                continue
            try:
                signature = parse_signature(text)
            except ValueError as error:
                fields.problem(str(error), key)
                continue
            if signature.params and signature.params[0].name == "self":
                fields.problem("leave the receiver `self` out of the signature", key)
            found.append(signature)
        return tuple(found)

    def _params(self, signatures: Sequence[Signature]) -> dict[str, Param]:
        return {param.name: param for signature in signatures for param in signature.params}

    def _known_param(self, name: str, key: str) -> None:
        params = self._params([*self.signatures, *self._variant_signatures()])
        if name not in params:
            there = ", ".join(params) or "none"
            self.fields.problem(f"`{key}`: {name!r} is no parameter of {self.name} (there are: {there})", key)

    def _variant_signatures(self) -> list[Signature]:
        found: list[Signature] = []
        for item in _variant_nodes(self.fields):
            node = item.value.get("signature") if isinstance(item.value, dict) else None
            if node is not None and isinstance(node.value, str):
                try:
                    found.append(parse_signature(node.value))
                except ValueError:
                    continue  # reported where the variant is read
        return found

    def _read_only(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        found = []
        for param, node in self.fields.mapping("only").items() if self.fields.has("only") else ():
            self._known_param(param, "only")
            values = node.plain()
            if not isinstance(values, list) or any(isinstance(value, dict) for value in values):
                self.fields.problem(f"`only`: {param} must list literals, such as [false] or [null]", "only")
                continue
            found.append((param, tuple(repr(value) for value in values)))
        return tuple(found)

    def _read_ignore(self) -> tuple[str, ...]:
        found = []
        for param, node in self.fields.mapping("ignore").items() if self.fields.has("ignore") else ():
            self._known_param(param, "ignore")
            if not isinstance(node.value, str) or not node.value.strip():
                self.fields.problem(f"`ignore`: {param} needs the reason why it has no effect", "ignore")
            if param in dict(self.only):
                self.fields.problem(f"{param!r} is both in `only` and in `ignore`", "ignore")
            found.append(param)
        return tuple(found)

    def _is_drop_in(self, text: str) -> bool:
        if not is_dotted(text):
            return False
        root, *rest = text.split(".")
        return root in ROOTS or (root == "self" and self.bound and len(rest) == 1)

    def _read_helper(self) -> str:
        fields = self.fields
        helper = fields.text("helper")
        if not helper:
            return ""
        if not re.fullmatch(r"helper\.[A-Za-z_]\w*", helper):
            fields.problem(f"`helper` is written helper.name, not {helper}", "helper")
            return ""
        if self.bound:
            found = self.targets.receiver_first_problems(helper, self.name, self.signatures)
        else:
            found = self.targets.drop_in_problems(helper, self.name, self.signatures, "")
        return "" if self._unfit(fields, found, "helper") else helper

    def _read_targets(self) -> tuple[tuple[Variant, ...], str]:
        fields = self.fields
        variants: list[Variant] = []
        drop_in = ""
        entries = [Fields(node, fields.file, fields.problems, "a variant") for node in fields.items("variants")] \
            if fields.has("variants") else []  # fmt: skip
        for entry in entries:
            entry.allow(VARIANT_KEYS)
            if not entry.has("if") and not entry.has("signature"):
                entry.problem("a variant needs `if` or `signature`; the last resort is `to` of the rule itself")
            variant, name = self._read_variant(entry, entry.text("if"))
            variants += [variant] if variant else []
            if name:
                return tuple(variants), name
        if fields.has("to"):
            variant, drop_in = self._read_variant(fields, "")
            variants += [variant] if variant else []
        self._warn_unbound(variants, drop_in)
        by_out = [] if fields.has("helper") else out_variants(variants, self.only)
        return (*variants, *by_out), drop_in

    def _read_variant(self, entry: Fields, when: str) -> tuple[Variant | None, str]:
        """A variant, or the name of a drop-in whose condition always holds."""
        own = self._read_signatures(entry, "signature") if entry is not self.fields and entry.has("signature") else ()
        signatures = own or self.signatures
        params = self._params(signatures)
        settled: set[str] = set()
        names = [*params, "self"] if self.bound else list(params)
        if when:
            try:
                condition = parse_condition(when)
            except ValueError as error:
                entry.problem(str(error), "if")
                return None, ""
            for problem in condition_problems(condition, names):
                entry.problem(problem, "if")
            truth, rest = decide(condition, self.targets.version)
            if truth is False:
                self.misfit = self.misfit or f"what converts it needs {when}"
                return None, ""
            when = "" if truth else ast.unparse(rest)
            settled = pinned(condition)
        if entry is not self.fields and entry.has("leave") == entry.has("to"):
            entry.problem("a variant has either `to` or `leave`")
            return None, ""
        if entry is not self.fields and entry.has("leave"):
            return Variant(when, leave=entry.text("leave"), signatures=signatures), ""
        text = entry.text("to")
        if not text:
            return None, ""
        reads_attribute = when and self.kind == "method" and self.targets.is_attribute(text, self.receiver)
        if self._is_drop_in(text) and not reads_attribute:
            return self._read_drop_in(entry, text, when, signatures)
        return self._read_template(entry, text, when, signatures, names, settled), ""

    def _read_drop_in(
        self, entry: Fields, text: str, when: str, signatures: tuple[Signature, ...]
    ) -> tuple[Variant | None, str]:
        if when and self.kind != "value":
            entry.problem(
                f"a bare name is a drop-in for every call; with a condition on arguments write the call: {text}(...)",
                "to",
            )
            return None, ""
        if self.bound and not text.startswith("self."):
            found = self.targets.receiver_first_problems(text, self.name, signatures)
        else:
            found = self.targets.drop_in_problems(text, self.name, signatures, self.receiver)
        if self._unfit(entry, found):
            return self._older_call(entry, text, when, signatures), ""
        return (Variant(when, to=text, signatures=signatures), "") if when else (None, text)

    def _older_call(self, entry: Fields, text: str, when: str, signatures: tuple[Signature, ...]) -> Variant | None:
        """For a Paddle that does not take every call form of a drop-in: the call that it takes."""
        if self.targets.strict or len(signatures) != 1 or (self.bound and not text.startswith("self.")):
            return None
        found = self.targets.older_call(text, signatures[0], self.receiver)
        if found is None:
            return None
        template, dropped = found
        defaults = {param.name: param.default for param in signatures[0].params}
        restricted = dict(self.only)
        self.only += tuple((name, (str(defaults[name]),)) for name in dropped if name not in restricted)
        names = [*defaults, "self"] if self.bound else list(defaults)
        return self._read_template(entry, template, when, signatures, names, set())

    def _read_template(
        self,
        entry: Fields,
        text: str,
        when: str,
        signatures: tuple[Signature, ...],
        names: list[str],
        settled: set[str],
    ) -> Variant | None:
        try:
            template = parse_template(text, names)
        except ValueError as error:
            entry.problem(str(error), "to")
            return None
        for problem in template.problems:
            entry.problem(problem, "to")
        used = set(template.params) - {"self"}
        fitting = tuple(signature for signature in signatures if used <= {param.name for param in signature.params})
        if used and not fitting and not template.problems:
            entry.problem(f"no single signature of {self.name} has all of {', '.join(sorted(used))}", "to")
        for signature in fitting:
            self._check_coverage(entry, signature, used, template.bare, settled)
        if self._unfit(entry, self.targets.template_problems(template, self.receiver)):
            return self._older_template(entry, template, when, signatures, names, settled)
        omit = self.targets.omitted(template, fitting, self.receiver)
        return Variant(when, to=text, signatures=fitting, omit=omit)

    def _older_template(
        self,
        entry: Fields,
        template: Template,
        when: str,
        signatures: tuple[Signature, ...],
        names: list[str],
        settled: set[str],
    ) -> Variant | None:
        """For a Paddle that does not take the template: what it takes, if that is nearly the same."""
        found = None if self.targets.strict else self.targets.older_template(template, self.receiver)
        if found is None:
            return None
        text, dropped = found
        defaults = {param.name: param.default for signature in signatures for param in signature.params}
        if any(defaults.get(name) is None for name in dropped):
            return None
        restricted = dict(self.only)
        self.only += tuple((name, (str(defaults[name]),)) for name in dropped if name not in restricted)
        return self._read_template(entry, text, when, signatures, names, settled)

    def _check_coverage(
        self, entry: Fields, signature: Signature, used: set[str], bare: set[str], settled: set[str]
    ) -> None:
        restricted = {name for name, _ in self.only} | set(self.ignore) | settled
        for param in signature.params:
            if param.name not in used and param.name not in restricted:
                ways = "use it, list it in `only` or `ignore`, or settle it in `if`"
                if len(self.signatures) > 1:
                    ways += " (or give the variant its own `signature`)"
                entry.problem(f"the template forgets {param.name!r} of {self.name}: {ways}", "to")
            if param.name in used and param.name in self.ignore:
                entry.problem(f"{param.name!r} is in `ignore`, but the template uses it", "to")
            if param.kind == "var_positional" and param.name in bare:
                entry.problem(f"{param.name!r} takes any number of arguments: write *{param.name}", "to")

    def _unfit(self, entry: Fields, found: Sequence[str], key: str = "to") -> bool:
        """Note what the target lacks: a mistake for the reference version, else a variant less."""
        if found and self.targets.strict:
            for problem in found:
                entry.problem(problem, key)
        elif found:
            self.misfit = self.misfit or found[0]
        return bool(found)

    def _warn_unbound(self, variants: Sequence[Variant], drop_in: str) -> None:
        """Overloads that no variant takes go to the helper, or stay: seldom what the author meant."""
        if drop_in or not variants or not self.targets.strict:
            return
        taken = {signature for variant in variants for signature in variant.signatures}
        own = any(set(variant.signatures) - set(self.signatures) for variant in variants)
        for signature in self.signatures if not own else ():
            if signature not in taken:
                shown = ", ".join(param.name for param in signature.params)
                message = f"no variant of {self.name} takes its overload ({shown})"
                self.warnings.append(Problem(self.where, message))

    def _read_type(self) -> str:
        name = self.fields.text("type")
        maker = self.fields.text("helper") or self.fields.text("to")
        problem = self.targets.type_problem(name) if name else ""
        if name and not problem and maker.startswith("helper."):
            problem = self.targets.subclass_problem(maker, name)
        if problem and self.targets.strict:
            self.fields.problem(problem, "type")
        return "" if problem else name

    def _read_bases(self) -> tuple[str, ...]:
        bases = self.fields.texts("bases")
        if bases and (self.kind != "class" or self.source.kind(self.name) is not None):
            self.fields.problem("`bases` is for classes outside the snapshots", "bases")
        for base in bases:
            if self.source.kind(base) != "class":
                self.fields.problem(f"`bases`: {base} is no class of the source framework", "bases")
        return bases

    def _read_returns(self) -> str:
        text = self.fields.text("returns")
        if text:
            try:
                ast.parse(text, mode="eval")
            except SyntaxError:
                self.fields.problem(f"`returns` is a type such as tuple[Tensor, Tensor], not {text}", "returns")
            return text
        if self.fields.has("signature") and any(signature.returns for signature in self.signatures):
            # Each way to call it gives something else.
            return ""
        return self.source.returns(self.name) if not self.bound or self.kind == "attribute" or self.signatures else ""

    def _read_unknown(self, helper: str) -> Literal["leave", "helper"]:
        fields = self.fields
        if not fields.has("unknown"):
            return "helper" if helper and self.bound else "leave"
        choice = fields.text("unknown")
        if not self.bound:
            fields.problem("`unknown` is for methods and attributes", "unknown")
        elif choice not in ("leave", "helper"):
            fields.problem("`unknown` is `leave` or `helper`", "unknown")
        elif choice == "helper" and not fields.has("helper"):
            fields.problem("`unknown: helper` needs a `helper`", "unknown")
        return "helper" if choice == "helper" and helper else "leave"

    def _read_set(self) -> str:
        text = self.fields.text("set")
        if not text:
            return ""
        if self.kind != "attribute":
            self.fields.problem("`set` is for attributes", "set")
            return ""
        try:
            template = parse_template(text, ["self", "value"])
        except ValueError as error:
            self.fields.problem(str(error), "set")
            return ""
        found = [*template.problems, *self.targets.template_problems(template, self.receiver)]
        if "value" not in template.params:
            found.append("`set` does not use `value`")
        for problem in found:
            self.fields.problem(problem, "set")
        return text


def is_dotted(text: str) -> bool:
    """Whether ``text`` is a name with a dot in it: ``paddle.einsum``."""
    return _DOTTED.fullmatch(text) is not None


def _all_have_signatures(fields: Fields) -> bool:
    if fields.has("to") and not is_dotted(fields.text("to")):
        return False
    return all(isinstance(item.value, dict) and "signature" in item.value for item in _variant_nodes(fields))


def _variant_nodes(fields: Fields) -> list[Node]:
    """The entries of ``variants``, as far as it is a list; that it is one is checked where it is read."""
    value = fields.values["variants"].value if fields.has("variants") else []
    return value if isinstance(value, list) else []
