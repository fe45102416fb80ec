"""A table and a checkpoint → a plan; or what does not fit."""

from __future__ import annotations

import fnmatch
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from paconvert_ng.weights.dtypes import cast_dtype
from paconvert_ng.weights.errors import WeightsError, listed
from paconvert_ng.weights.formats.model import Checkpoint, Planned, Tensor
from paconvert_ng.weights.plan import Plan, Row
from paconvert_ng.weights.tables.expressions import Scope
from paconvert_ng.weights.tables.model import PREFIX, VARIABLE, Family, Rule, Target, Tie
from paconvert_ng.weights.tables.steps import apply
from paconvert_ng.weights.values import CHUNK, Value, chunks, cut, size


@dataclass(frozen=True, slots=True)
class _Instance:
    """A rule for one layer, one expert…"""

    rule: Rule
    sources: tuple[str, ...]
    targets: tuple[str, ...]


def plan_table(
    checkpoint: Checkpoint,
    family: Family,
    target: Target,
    config: Mapping[str, Any],
    dtype: str | None,
    backwards: bool,
    drop: Sequence[str] = (),
) -> Plan:
    """What the table makes of the checkpoint, or ``backwards`` of one in the target's layout.

    Raises WeightsError with all keys that no rule covers, all that are missing, and all whose shapes do not fit.
    """
    return _Application(checkpoint, family, target, config, dtype, backwards, drop).plan()


class _Application:
    def __init__(
        self,
        checkpoint: Checkpoint,
        family: Family,
        target: Target,
        config: Mapping[str, Any],
        dtype: str | None,
        backwards: bool,
        drop: Sequence[str],
    ) -> None:
        self._tensors = {_renewed(name, family): tensor for name, tensor in checkpoint.tensors.items()}
        self._family = family
        self._target = target
        self._dtype = dtype
        self._backwards = backwards
        self._drop = drop
        self._scope = Scope(config, family.sizes)
        self._plan = Plan(metadata=checkpoint.metadata)
        self._made: set[str] = set()
        self._prefixes = self._used_prefixes()

    def _used_prefixes(self) -> tuple[str, str]:
        """What ``@`` stands for, in the keys that are read and in those that are written."""
        prefixes = (self._family.prefix, self._target.prefix)
        if self._backwards:
            prefixes = prefixes[::-1]
        if prefixes[0]:
            whole = any(name.startswith(prefixes[0]) for name in self._tensors)
        else:
            # The keys that are read do not tell; BertModel is a base model, GPT2LMHeadModel is none.
            whole = re.fullmatch(r".*(?<!LMHead)(?<!Heads)Model", self._scope.value("architecture")) is None
        return prefixes if whole else ("", "")

    def plan(self) -> Plan:
        ties = self._ties()
        if not self._backwards:
            self._fill_ties(ties)
        covered: set[str] = set()
        missing: list[str] = []
        wrong: list[str] = []
        for instance in self._instances():
            there = [name in self._tensors for name in instance.sources]
            if not any(there) and instance.rule.optional:
                continue
            covered.update(name for name, found in zip(instance.sources, there, strict=True) if found)
            if not all(there):
                missing += [name for name, found in zip(instance.sources, there, strict=True) if not found]
                continue
            try:
                self._carry_out(instance)
            except ValueError as error:
                wrong.append(f"{', '.join(instance.sources)}: {error}")
        covered |= self._dropped(covered)
        if not self._backwards:
            covered |= self._twins(ties, covered)
        uncovered = [name for name in self._tensors if name not in covered]
        self._complain(uncovered, missing, wrong)
        if self._backwards:
            self._leave_out_ties(ties)
        self._plan.same = all(row.action == "copy" and row.sources == row.targets for row in self._plan.rows) and all(
            tensor.held == tensor.dtype for tensor in self._plan.tensors
        )
        return self._plan

    def _complain(self, uncovered: list[str], missing: list[str], wrong: list[str]) -> None:
        parts = [
            (uncovered, "no rule covers {} keys"),
            (missing, "{} keys are missing"),
            (wrong, "{} keys do not fit config.json or the rule"),
        ]
        said = [f"{text.format(len(names))}:\n{listed(names, 50)}" for names, text in parts if names]
        if said:
            side = f"{self._target.name} → Hugging Face" if self._backwards else f"→ {self._target.name}"
            raise WeightsError(f"{self._family.name} {side}: " + "\n".join(said))

    # Rules

    def _instances(self) -> Iterator[_Instance]:
        for rule in self._target.rules:
            if not self._scope.value(rule.when):
                continue
            if self._backwards:
                rule = rule.inverse()
            stacked = [step.variable for step in rule.steps if step.variable]
            names = list(dict.fromkeys(VARIABLE.findall("".join((*rule.sources, *rule.targets)))))
            outer = [name for name in names if name not in stacked]
            for binding in self._bindings(outer):
                sides = []
                for keys, prefix in zip((rule.sources, rule.targets), self._prefixes, strict=True):
                    found = [
                        _filled(key, {**binding, **inner}, prefix)
                        for key in keys
                        for inner in self._bindings([name for name in stacked if f"{{{name}}}" in key])
                    ]
                    sides.append(tuple(found))
                yield _Instance(rule, sides[0], sides[1])

    def _bindings(self, names: list[str]) -> Iterator[dict[str, str]]:
        for values in itertools.product(*(self._values(name) for name in names)):
            yield dict(zip(names, values, strict=True))

    def _values(self, name: str) -> list[str]:
        each = self._family.each[name]
        if isinstance(each, tuple):
            return list(each)
        if isinstance(each, dict):
            return [str(number) for number in range(self._scope.integer(each["from"]), self._scope.integer(each["to"]))]
        return [str(number) for number in range(self._scope.integer(each))]

    def _carry_out(self, instance: _Instance) -> None:
        tensors = [self._tensors[name] for name in instance.sources]
        dtypes = {tensor.dtype for tensor in tensors}
        if len(dtypes) > 1:
            raise ValueError(f"they have different dtypes: {', '.join(sorted(dtypes))}")
        values: list[Value] = [tensor.value for tensor in tensors]
        for step in instance.rule.steps:
            values = apply(step, values, len(instance.targets), self._scope)
        twice = [name for name in instance.targets if name in self._made]
        if twice:
            raise ValueError(f"{', '.join(twice)} would be written twice")
        self._made.update(instance.targets)
        (dtype,) = dtypes
        wanted = cast_dtype(dtype, self._dtype)
        for name, value in zip(instance.targets, values, strict=True):
            self._plan.tensors.append(Planned(name, wanted, tuple(value.shape), dtype, value))
        action = ", ".join(map(str, instance.rule.steps))
        if not action:
            action = "copy" if instance.sources == instance.targets else "rename"
        self._plan.rows.append(Row(instance.sources, instance.targets, action))

    def _dropped(self, covered: set[str]) -> set[str]:
        patterns = [fnmatch.translate(pattern) for pattern in self._drop]
        if not self._backwards:
            filled = (_filled(pattern, {}, self._prefixes[0]) for pattern in self._family.drop)
            # Numbers stand where the variables are; all other signs are themselves.
            patterns += [r"\w+".join(map(re.escape, VARIABLE.split(pattern)[::2])) for pattern in filled]
        dropped = re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or "(?!)")
        found = {name for name in self._tensors if name not in covered and dropped.fullmatch(name)}
        self._plan.rows += [Row((name,), (), "drop") for name in self._tensors if name in found]
        return found

    # Ties

    def _twins(self, ties: list[Tie], covered: set[str]) -> set[str]:
        """Tied keys that are there, that the target has not, and that are what they should be the same as."""
        found = set()
        for tie in ties:
            if tie.key in self._tensors and tie.key not in covered and tie.of in self._tensors:
                first, second = self._tensors[tie.key], self._tensors[tie.of]
                if first.dtype == second.dtype and _equal(first.value, second.value):
                    found.add(tie.key)
                    self._plan.rows.append(Row((tie.key,), (), f"drop: same as {tie.of}"))
        return found

    def _ties(self) -> list[Tie]:
        prefix = self._prefixes[1 if self._backwards else 0]
        return [
            Tie(_filled(tie.key, {}, prefix), _filled(tie.of, {}, prefix), True, PREFIX in tie.key)
            for tie in self._family.ties
            if self._scope.value(tie.when)
        ]

    def _fill_ties(self, ties: list[Tie]) -> None:
        """What Hugging Face left out because it is the same as another, under its own name."""
        if not self._target.ties:
            return
        read = {name for instance in self._instances() for name in instance.sources}
        for tie in ties:
            whole = bool(self._prefixes[0]) or not self._family.prefix
            # A head, unlike an embedding of the model itself, is not there in a base model that is alone.
            if tie.key not in self._tensors and tie.of in self._tensors and tie.key in read and (whole or tie.inner):
                of = self._tensors[tie.of]
                self._tensors[tie.key] = Tensor(tie.key, of.dtype, of.value, of.file)
                self._plan.notes.append(f"{tie.key} is tied to {tie.of}: it is written too")

    def _leave_out_ties(self, ties: list[Tie]) -> None:
        made = {tensor.name: tensor for tensor in self._plan.tensors}
        for tie in ties:
            if tie.key not in made or tie.of not in made:
                continue
            first, second = made[tie.key], made[tie.of]
            if first.held != second.held or not _equal(first.value, second.value):
                raise WeightsError(f"config.json ties {tie.key} to {tie.of}, and they differ")
            self._plan.tensors = [tensor for tensor in self._plan.tensors if tensor.name != tie.key]
            self._plan.notes.append(f"{tie.key} is tied to {tie.of}: it is left out")
            self._plan.rows = [
                Row(row.sources, (), "drop") if row.targets == (tie.key,) else row for row in self._plan.rows
            ]


def _filled(key: str, binding: Mapping[str, str], prefix: str) -> str:
    return VARIABLE.sub(lambda found: binding.get(found[1], found[0]), key).replace(PREFIX, prefix)


def _renewed(name: str, family: Family) -> str:
    for old, new in family.legacy.items():
        if name.endswith(old):
            return name[: -len(old)] + new
    return name


def _equal(first: Value, second: Value) -> bool:
    if first.shape != second.shape:
        return False
    step = max(CHUNK * first.shape[0] // max(size(first), 1), 1)
    return all(_bits(first, start, step) == _bits(second, start, step) for start in range(0, first.shape[0], step))


def _bits(value: Value, start: int, step: int) -> bytes:
    # Bits, not numbers: a NaN is itself.
    rows = cut(value, 0, start, min(start + step, value.shape[0]))
    return b"".join(chunk.tobytes() for chunk in chunks(rows))
