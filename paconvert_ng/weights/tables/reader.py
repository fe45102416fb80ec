"""Reading a table strictly: every mistake in it is told with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from paconvert_ng.rules.errors import Problem
from paconvert_ng.rules.yaml_nodes import Node, read_yaml
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.tables.expressions import check_expression
from paconvert_ng.weights.tables.model import KINDS, SPREADS, VARIABLE, Family, Rule, Step, Target, Tie

_FAMILY = {"family", "also", "model_type", "when", "prefix", "sizes", "each", "tie", "drop", "targets", "legacy"}
_TARGET = {"prefix", "ties", "rules"}
_RULE = {"keys", "modules", "from", "to", "do", "bias", "if", "optional"}
_STEP = {"axis", "sizes", "groups"}


def read_family(path: Path) -> Family:
    """The table in a file. Raises WeightsError with all that is wrong with it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path}: {error}") from None
    reader = _Reader(str(path))
    root = read_yaml(text, str(path), reader.problems)
    family = reader.family(root) if root is not None else None
    if reader.problems or family is None:
        lines = [str(problem) for problem in reader.problems] or [f"{path} is empty"]
        raise WeightsError("\n".join(lines))
    return family


class _Reader:
    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._variables: set[str] = set()

    def _problem(self, node: Node, message: str) -> None:
        self.problems.append(Problem(f"{self._file}:{node.line}", message))

    def _mapping(self, node: Node, known: set[str] | None = None) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self._problem(node, "must be a mapping")
            return {}
        for key, value in node.value.items():
            if known is not None and key not in known:
                self._problem(value, f"{key!r} is not known here; known are {', '.join(sorted(known))}")
        return node.value

    def _list(self, node: Node | None) -> list[Node]:
        if node is None:
            return []
        return node.value if isinstance(node.value, list) else [node]

    def _text(self, node: Node) -> str:
        if not isinstance(node.value, str):
            self._problem(node, f"{node.plain()!r} is no text")
            return ""
        return node.value

    def _expression(self, node: Node | None, default: Any) -> Any:
        if node is None:
            return default
        wrong = check_expression(node.value)
        if wrong is not None:
            self._problem(node, wrong)
            return default
        return node.value

    def _key(self, node: Node) -> str:
        text = self._text(node)
        for variable in VARIABLE.findall(text):
            if variable not in self._variables:
                self._problem(node, f"{variable!r} is not under each")
        return text

    def family(self, root: Node) -> Family | None:
        fields = self._mapping(root, _FAMILY)
        for needed in ("family", "model_type", "each", "targets"):
            if needed not in fields:
                self._problem(root, f"{needed} is missing")
                return None
        each = {name: self._values(node) for name, node in self._mapping(fields["each"]).items()}
        self._variables = set(each)
        sizes = self._mapping(fields["sizes"]) if "sizes" in fields else {}
        return Family(
            self._text(fields["family"]),
            tuple(self._text(node) for node in self._list(fields.get("also"))),
            tuple(self._text(node) for node in self._list(fields["model_type"])),
            self._expression(fields.get("when"), True),
            self._text(fields["prefix"]) if "prefix" in fields else "",
            {name: self._expression(node, 0) for name, node in sizes.items()},
            each,
            tuple(tie for node in self._list(fields.get("tie")) if (tie := self._tie(node)) is not None),
            tuple(self._key(node) for node in self._list(fields.get("drop"))),
            {name: self._target(name, node) for name, node in self._mapping(fields["targets"]).items()},
            {old: self._text(new) for old, new in self._mapping(fields["legacy"]).items()}
            if "legacy" in fields
            else {},
        )

    def _values(self, node: Node) -> Any:
        if isinstance(node.value, list):
            return tuple(self._text(item) for item in node.value)
        if isinstance(node.value, dict):
            fields = self._mapping(node, {"from", "to"})
            return {name: self._expression(fields.get(name), 0) for name in ("from", "to")}
        return self._expression(node, 0)

    def _tie(self, node: Node) -> Tie | None:
        fields = self._mapping(node, {"key", "of", "if"})
        if len(fields) != 3:
            self._problem(node, "a tie has key, of and if")
            return None
        return Tie(self._key(fields["key"]), self._key(fields["of"]), self._expression(fields["if"], False))

    def _target(self, name: str, node: Node) -> Target:
        fields = self._mapping(node, _TARGET)
        rules = [rule for item in self._list(fields.get("rules")) for rule in self._rules(item)]
        if not rules:
            self._problem(node, "has no rules")
        ties = fields["ties"].value if "ties" in fields else True
        prefix = self._text(fields["prefix"]) if "prefix" in fields else ""
        return Target(name, prefix, tuple(rules), bool(ties))

    def _rules(self, node: Node) -> list[Rule]:
        fields = self._mapping(node, _RULE)
        ways = [way for way in ("keys", "modules", "from") if way in fields]
        if len(ways) != 1 or ("to" in fields) != (ways == ["from"]) or ("bias" in fields and ways != ["modules"]):
            self._problem(node, "a rule has keys, or modules (and bias), or from and to")
            return []
        steps = tuple(step for item in self._list(fields.get("do")) if (step := self._step(item)) is not None)
        when = self._expression(fields.get("if"), True)
        optional = "optional" in fields and fields["optional"].value is True
        if ways == ["from"]:
            sources = tuple(map(self._key, self._list(fields["from"])))
            targets = tuple(map(self._key, self._list(fields["to"])))
            return [self._checked(node, Rule(sources, targets, steps, when, optional, node.line))]
        rules = []
        for source, target, at in self._pairs(fields[ways[0]]):
            if ways == ["keys"]:
                rules.append(Rule((source,), (target,), steps, when, optional, at.line))
                continue
            rules.append(Rule((source + ".weight",), (target + ".weight",), steps, when, optional, at.line))
            bias = fields["bias"].value if "bias" in fields else True
            if bias is not False:
                maybe = optional or bias == "optional"
                only = when if bias in (True, "optional") else self._both(when, self._expression(fields["bias"], True))
                rules.append(Rule((source + ".bias",), (target + ".bias",), (), only, maybe, at.line))
        return [self._checked(node, rule) for rule in rules]

    def _both(self, first: Any, second: Any) -> Any:
        return second if first is True else f"({first}) and ({second})"

    def _pairs(self, node: Node) -> list[tuple[str, str, Node]]:
        if isinstance(node.value, dict):
            pairs = []
            for source, target in node.value.items():
                self._key(Node(source, target.key_line))
                pairs.append((source, self._key(target), target))
            return pairs
        return [(self._key(item), item.value, item) for item in self._list(node) if isinstance(item.value, str)]

    def _checked(self, node: Node, rule: Rule) -> Rule:
        stacked = {step.variable for step in rule.steps if step.variable}
        names = [set(VARIABLE.findall("".join(keys))) for keys in (rule.sources, rule.targets)]
        if names[0] - stacked != names[1] - stacked:
            self._problem(node, f"variables differ between {rule.sources} and {rule.targets}")
        for kinds, side in ((SPREADS, rule.targets), ({"merge", "interleave"}, rule.sources)):
            for step in rule.steps:
                if step.kind in kinds and step.kind != "unstack" and step.sizes and len(step.sizes) != len(side):
                    self._problem(node, f"{step.kind} has {len(step.sizes)} sizes for {len(side)} keys")
        return rule

    def _step(self, node: Node) -> Step | None:
        if isinstance(node.value, str):
            if node.value != "transpose":
                self._problem(node, f"{node.value!r} is no step that stands alone")
            return Step("transpose")
        fields = self._mapping(node)
        if len(fields) != 1 or next(iter(fields)) not in KINDS:
            self._problem(node, f"a step is one of {', '.join(sorted(KINDS))}")
            return None
        kind, value = next(iter(fields.items()))
        if kind in ("stack", "unstack"):
            variable = self._text(value)
            if variable not in self._variables:
                self._problem(value, f"{variable!r} is not under each")
            return Step(kind, variable=variable)
        if kind in ("squeeze", "unsqueeze"):
            if type(value.value) is not int or value.value < 0:
                self._problem(value, "an axis is a number")
                return None
            return Step(kind, value.value)
        inner = self._mapping(value, _STEP)
        axis = inner["axis"].value if "axis" in inner else 0
        if axis not in (0, 1):
            self._problem(value, "axis is 0 or 1")
            axis = 0
        grouped = kind in ("deal", "interleave")
        if grouped != ("groups" in inner):
            self._problem(value, "deal and interleave have groups, split and merge have none")
        sizes = tuple(self._expression(item, 1) for item in self._list(inner.get("sizes")))
        return Step(kind, axis, sizes, self._expression(inner.get("groups"), None))
