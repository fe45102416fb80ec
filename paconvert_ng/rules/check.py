"""Targets: whether the chosen Paddle (or the runtime) has what a rule emits."""

from __future__ import annotations

import ast
import builtins
import difflib
import math
from collections.abc import Mapping, Sequence

from paconvert_ng.dotted import dotted_name

from .fits import call_problem, drop_in_problems, positional, same_default
from .helpers import Helper
from .model import Signature
from .older import as_call, as_older
from .signatures import Snapshot, target_signatures, version_key
from .templates import Reference, Template

REFERENCE_VERSION = "3.3.1"


def is_reference(paddle_version: str) -> bool:
    """Whether rules are written for this version, so that a target it lacks is a mistake."""
    return version_key(paddle_version) == version_key(REFERENCE_VERSION)


class Targets:
    """What rules may emit for one Paddle version.

    For the reference version a target that does not exist is a mistake in the rule; for
    any other it only means that this variant is not for that version.
    """

    def __init__(self, paddle: Snapshot, helpers: Mapping[str, Helper], paddle_version: str) -> None:
        self.paddle = paddle
        self.helpers = helpers
        self.version = paddle_version
        self.strict = is_reference(paddle_version)
        self.owners: dict[str, str] = {}
        self._gaps: dict[str, str] = {}

    def name_problem(self, name: str, receiver: str = "") -> str:
        """Why the dotted name cannot be emitted; "" if it can."""
        root, _, rest = name.partition(".")
        if root == "paddle":
            return self._paddle_problem(name)
        if root == "helper":
            return self._helper_problem(rest)
        if root == "math":
            return "" if hasattr(math, rest) else f"the module math has no {rest!r}"
        if root == "self" and receiver and rest:
            return self._member_problem(receiver, rest.split(".")[0])
        return ""

    def _paddle_problem(self, name: str) -> str:
        if name in self.paddle:
            return ""
        parts = name.split(".")
        for end in range(len(parts) - 1, 0, -1):
            owner = ".".join(parts[:end])
            kind = self.paddle.kind(owner)
            if kind in ("value", "attribute"):
                return ""
            if kind == "class" and self.paddle.member(owner, parts[end]):
                return ""
        close = difflib.get_close_matches(name, [other for other in self.paddle if other[:9] == name[:9]], 3, 0.8)
        hint = f"; close: {', '.join(close)}" if close else ""
        return f"Paddle {self.version} has no {name}{hint}"

    def _helper_problem(self, rest: str) -> str:
        name = rest.split(".")[0]
        if name in self.helpers:
            return "" if self.strict else self._gap(name)
        close = difflib.get_close_matches(name, self.helpers, 3, 0.7)
        hint = f"; close: {', '.join(close)}" if close else ""
        return f"no helper {name!r} in paconvert_ng/runtime{hint}"

    def _gap(self, name: str) -> str:
        """The first name that this Paddle lacks among those that a helper, or what it calls, mentions."""
        if name not in self._gaps:
            self._gaps[name] = ""  # also ends recursion between helpers
            helper = self.helpers[name]
            for used in sorted(helper.uses):
                if used in self.helpers:
                    problem = self._gap(used)
                else:
                    problem = self.missing_name(used)
                    problem = f"helper.{name} needs {problem}, which Paddle {self.version} does not have" * bool(
                        problem
                    )
                if problem:
                    self._gaps[name] = problem
                    break
            else:
                self._gaps[name] = self._call_gap(helper)
        return self._gaps[name]

    def _call_gap(self, helper: Helper) -> str:
        """The first call in a helper that this Paddle's signatures do not take."""
        for name, call in helper.calls:
            signatures, aliases = self.signatures_of(name)
            reasons = [call_problem(call, signature, aliases, self.is_loose(name)) for signature in signatures]
            if reasons and "" not in reasons:
                return f"helper.{helper.name} needs another {name} than that of Paddle {self.version}: {reasons[0]}"
        return ""

    def missing_name(self, used: str) -> str:
        """``used`` if it is a public name of Paddle's that this version lacks, else ""."""
        parts = used.split(".")
        inner = any(part.startswith("_") for part in parts) or parts[1:2] == ["base"] or "core" in parts
        return used if parts[0] == "paddle" and not inner and self._paddle_problem(used) else ""

    def _member_problem(self, owner: str, attribute: str) -> str:
        root, _, rest = owner.partition(".")
        if root == "paddle":
            return (
                "" if self.paddle.member(owner, attribute) else f"{owner} of Paddle {self.version} has no {attribute!r}"
            )
        helper = self.helpers.get(rest)
        if helper is None or attribute in helper.members:
            return ""
        bases = [base for base in helper.bases if base.startswith("paddle.")]
        if any(self.paddle.member(base, attribute) for base in bases):
            return ""
        return ""

    def signatures_of(self, name: str, receiver: str = "") -> tuple[tuple[Signature, ...], Mapping[str, str]]:
        """Signatures and keyword aliases of a callable target; () where they cannot be told."""
        root, _, rest = name.partition(".")
        if root == "helper" and "." not in rest:
            return self._helper_signatures(rest), {}
        if root == "self" and receiver.startswith("paddle.") and "." not in rest:
            name = self.paddle.member(receiver, rest) or ""
        elif root == "self" and receiver.startswith("helper."):
            return (), {}
        if not name.startswith("paddle."):
            return (), {}
        return self.paddle.signatures(name), self.paddle.keywords(name)

    def is_loose(self, name: str, receiver: str = "") -> bool:
        """Whether the target takes positional arguments in more ways than its signature shows."""
        root, _, rest = name.partition(".")
        if root == "self" and receiver.startswith("paddle."):
            return self.paddle.loose(f"{receiver}.{rest}")
        helper = self.helpers.get(rest) if root == "helper" else None
        if helper is not None and helper.signature is None:
            return any(self.paddle.loose(base) for base in helper.bases)
        return root == "paddle" and self.paddle.loose(name)

    def is_attribute(self, name: str, receiver: str) -> bool:
        """Whether ``self.x`` is an attribute of the receiver, not a method: ``x.size()`` may become ``x.shape``."""
        root, _, attribute = name.partition(".")
        member = self.paddle.member(receiver, attribute) if root == "self" and receiver.startswith("paddle.") else None
        return member is not None and self.paddle.kind(member) == "attribute"

    def _helper_signatures(self, name: str) -> tuple[Signature, ...]:
        helper = self.helpers.get(name)
        if helper is None:
            return ()
        if helper.signature is not None:
            return (helper.signature,)
        for base in helper.bases:
            if base in self.paddle:
                return self.paddle.signatures(base)
        return ()

    def template_problems(self, template: Template, receiver: str = "") -> list[str]:
        """Names and keywords in the template that the target does not have."""
        problems = []
        for reference in template.references:
            problem = self.name_problem(reference.name, receiver) or self._call_problem(reference, receiver)
            if problem and problem not in problems:
                problems.append(problem)
        return problems

    def _call_problem(self, reference: Reference, receiver: str) -> str:
        if reference.call is None:
            return ""
        signatures, aliases = self.signatures_of(reference.name, receiver)
        loose = self.is_loose(reference.name, receiver)
        reasons = [call_problem(reference.call, signature, aliases, loose) for signature in signatures]
        if not reasons or "" in reasons:
            return ""
        return f"{reference.name} does not take {ast.unparse(reference.call)}: {reasons[0]}"

    def drop_in_problems(self, target: str, source_name: str, sources: Sequence[Signature], receiver: str) -> list[str]:
        """Why a drop-in target, or a helper, does not take every call form of the source."""
        problem = self.name_problem(target, receiver)
        if problem:
            return [problem]
        signatures, aliases = self.signatures_of(target, receiver)
        if not signatures or not sources or self.is_loose(target, receiver):
            return []
        found = [drop_in_problems(sources, signature, aliases, source_name, target) for signature in signatures]
        return min(found, key=len)

    def receiver_first_problems(self, target: str, source_name: str, sources: Sequence[Signature]) -> list[str]:
        """The same for a function that stands for a method or attribute: it takes the receiver first."""
        problem = self.name_problem(target)
        if problem:
            return [problem]
        signatures, aliases = self.signatures_of(target)
        if len(signatures) != 1 or self.is_loose(target):
            return []
        params = signatures[0].params
        if not params or params[0].kind not in ("positional_only", "positional_or_keyword", "var_positional"):
            return [f"{target} stands for a method: its first parameter must be the receiver"]
        rest = Signature(params if params[0].kind == "var_positional" else params[1:], signatures[0].returns)
        if not sources:
            required = [param.name for param in positional(rest) if param.default is None]
            return [f"{target} stands for an attribute, but requires {required[0]!r}"] if required else []
        return drop_in_problems(sources, rest, aliases, source_name, target)

    def omitted(self, template: Template, sources: Sequence[Signature], receiver: str = "") -> tuple[str, ...]:
        """Source parameters with a default that the target shares, each passed on as it is."""
        defaults: dict[str, set[str]] = {}
        for source in sources:
            for param in source.params:
                if param.default is not None:
                    defaults.setdefault(param.name, set()).add(param.default)
        passed: dict[str, list[str | None]] = {}
        for call in ast.walk(template.tree):
            if isinstance(call, ast.Call):
                for param_name, default in self._passed(call, receiver):
                    passed.setdefault(param_name, []).append(default)
        return tuple(
            name
            for name, texts in defaults.items()
            if name in passed
            and len(passed[name]) == template.params.get(name, 0)
            and all(same_default(text, other) for text in texts for other in passed[name])
        )

    def _passed(self, call: ast.Call, receiver: str) -> list[tuple[str, str | None]]:
        """(source parameter, default of the target parameter that it is passed to), for plain names."""
        name = dotted_name(call.func)
        signatures, aliases = self.signatures_of(name, receiver) if name else ((), {})
        loose = self.is_loose(name, receiver)
        signatures = tuple(found for found in signatures if not call_problem(call, found, aliases, loose))
        if len(signatures) != 1:
            return []
        slots = positional(signatures[0])
        by_name = {param.name: param for param in signatures[0].params}
        found: list[tuple[str, str | None]] = []
        for index, argument in enumerate(call.args):
            if isinstance(argument, ast.Starred):
                break
            if isinstance(argument, ast.Name) and index < len(slots):
                found.append((argument.id, slots[index].default))
        for keyword in call.keywords:
            if isinstance(keyword.value, ast.Name) and keyword.arg:
                target = by_name.get(keyword.arg) or by_name.get(aliases.get(keyword.arg, ""))
                found.append((keyword.value.id, target.default if target else None))
        return found

    def subclass_problem(self, helper_name: str, base: str) -> str:
        """Why objects of the helper class would be no instances of ``base``; "" where it cannot be told."""
        helper = self.helpers.get(helper_name.partition(".")[2])
        if helper is None or not helper.is_class or helper_name == base:
            return ""
        above = set(helper.bases)
        for name in helper.bases:
            above.update(self.paddle.bases(name))
            above.add(self.paddle.canonical(name))
        if self.paddle.canonical(base) in above or base.removeprefix("helper.") in above or base == "object":
            return ""
        return f"{helper_name} is no subclass of {base}: isinstance would not hold"

    def older_call(self, target: str, source: Signature, receiver: str) -> tuple[str, tuple[str, ...]] | None:
        """See ``older.as_call``."""
        reference = Targets(target_signatures(REFERENCE_VERSION), self.helpers, REFERENCE_VERSION)
        newer, aliases = reference.signatures_of(target, receiver)
        older, _ = self.signatures_of(target, receiver)
        if len(newer) != 1 or len(older) != 1 or reference.is_loose(target, receiver):
            return None
        return as_call(target, source, newer[0], aliases, older[0])

    def older_template(self, template: Template, receiver: str) -> tuple[str, tuple[str, ...]] | None:
        """See ``older.as_older``."""
        return as_older(template, lambda name: self.signatures_of(name, receiver))

    def type_problem(self, name: str) -> str:
        """Why ``name`` cannot stand for a type."""
        root, _, rest = name.partition(".")
        if root == "helper":
            helper = self.helpers.get(rest)
            return "" if helper and helper.is_class else f"no helper class {rest!r} in paconvert_ng/runtime"
        if root == "paddle":
            problem = self.name_problem(name)
            if problem or self.paddle.kind(name) in ("class", "value"):
                return problem
            return f"{name} is a {self.paddle.kind(name)}, not a class"
        if "." not in name and isinstance(getattr(builtins, name, None), type):
            return ""
        return f"`type` must be a class of paddle., helper. or a builtin type, not {name}"
