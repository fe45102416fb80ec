"""Inside one call of a module: the first statement whose result differs, and the operator in it."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from paconvert_ng.verify.compare import Comparison, Difference
from paconvert_ng.verify.statements import Function, SourceFile, names_read


@dataclass(frozen=True)
class Named:
    """A value with its difference: ``name`` as in the user's code, or ``input 1`` of an operator."""

    name: str
    shape: list[int]
    difference: Difference


@dataclass(frozen=True)
class Statement:
    """A statement in the source and in the output; ``reads`` are the tensors that it reads, ``gives`` what differs."""

    file: str
    function: str
    line: int
    text: str
    output_file: str
    output_line: int
    output_text: str
    gives: Named
    reads: list[Named] = field(default_factory=list)


@dataclass(frozen=True)
class Operator:
    """The operator: torch's name, the call in Paddle's code if it was seen, its inputs and its result."""

    name: str
    paddle: str
    inputs: list[Named]
    result: Named | None


@dataclass(frozen=True)
class Inside:
    """What was found; ``why_not`` says why nothing more was."""

    statement: Statement | None = None
    operator: Operator | None = None
    operators: list[str] = field(default_factory=list)
    why_not: str = ""

    def report(self) -> dict[str, Any]:
        """For JSON."""
        found = asdict(self)
        _plain(found)
        return found


def _plain(value: Any) -> None:
    """Infinities as texts: JSON has none."""
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, float) and item in (float("inf"), float("-inf")):
                value[key] = str(item)
            _plain(item)
    elif isinstance(value, list):
        for item in value:
            _plain(item)


#: (function, statement, how many times it ran before, name, place in its value)
_Key = tuple[str, int, int, str, str]


#: The number of a function's head: its arguments.
_ARGUMENTS = -1


class Zoom:
    """Two traces of the same call (see worker/lines.py) over the two folders."""

    def __init__(
        self, torch: dict[str, Any], paddle: dict[str, Any], roots: tuple[Path, Path], comparison: Comparison
    ) -> None:
        self._torch, self._paddle, self._comparison = torch, paddle, comparison
        self._files: tuple[dict[str, SourceFile], dict[str, SourceFile]] = ({}, {})
        self._roots = tuple(root if root.is_dir() else root.parent for root in roots)

    def find(self) -> Inside:
        """The first statement that differs, and the operator in it as far as it can be told."""
        if not self._torch["lines"] and not self._torch["operators"]:
            return Inside(why_not="the call runs no line of SRC and no function of torch on tensors")
        statement, where = self._statement()
        operators = [
            operator
            for operator in self._torch["operators"]
            if where is None or (operator.get("file"), self._number(0, operator)) == where
        ]
        names = list(dict.fromkeys(operator["name"] for operator in operators))
        others = [
            operator for operator in self._paddle["operators"] if where is None or self._number(1, operator) == where[1]
        ]
        operator = self._operator(operators, others)
        why = ""
        if statement is None and self._torch["lines"]:
            why = "no statement's result could be found that differs: what differs has no name in its function"
        elif operator is None:
            why = "the operator could not be told: Paddle's code does it by other operators" if names else ""
        return Inside(statement, operator, names, why)

    # ---- statements

    def _statement(self) -> tuple[Statement | None, tuple[str, Any] | None]:
        others = {key: leaf for key, leaf, _ in self._keyed(1)}
        lines_of = {key[:3]: line for key, _, line in self._keyed(1)}
        known: dict[str, Named] = {}
        for key, leaf, line in self._keyed(0):
            other = others.get(key)
            if other is None:
                continue
            difference = self._comparison.leaf(leaf, other)
            named = Named(leaf["name"] + leaf["at"], leaf["shape"], difference)
            # Arguments that differ were made by the caller; what the function makes of them is looked at here.
            if not difference.equal and key[1] != _ARGUMENTS:
                return self._described(line, lines_of[key[:3]], named, known), (line["file"], self._number(0, line))
            known[named.name] = named
        return None, None

    def _described(
        self, line: dict[str, Any], other: dict[str, Any], gives: Named, known: dict[str, Named]
    ) -> Statement:
        texts = []
        reads: list[str] = []
        for side, place in ((0, line), (1, other)):
            function = self._function(side, place)
            assert function is not None  # it was found when the lines were paired
            number = function.at(place["line"])
            assert number is not None
            statement = function.statements[number]
            texts.append((function, statement, self._file(side, place).text_of(statement)))
            if side == 0:
                reads = names_read(statement)
        values = [named for named in known.values() if named.name.split("[")[0] in reads]
        (function, statement, text), (_, statement_2, text_2) = texts
        return Statement(
            line["file"],
            function.name,
            statement.lineno,
            text,
            other["file"],
            statement_2.lineno,
            text_2,
            gives,
            values,
        )

    def _keyed(self, side: int) -> list[tuple[_Key, dict[str, Any], dict[str, Any]]]:
        found = []
        runs: Counter[tuple[str, int]] = Counter()
        for line in (self._torch, self._paddle)[side]["lines"]:
            function = self._function(side, line)
            number = self._number(side, line)
            if function is None:
                continue
            number = _ARGUMENTS if number is None else number
            again = runs[function.name, number]
            runs[function.name, number] += 1
            for leaf in line["values"]:
                found.append(((function.name, number, again, leaf["name"], leaf["at"]), leaf, line))
        return found

    def _number(self, side: int, place: dict[str, Any]) -> int | None:
        if "file" not in place:
            return None
        function = self._function(side, place)
        return None if function is None else function.at(place["line"])

    def _function(self, side: int, place: dict[str, Any]) -> Function | None:
        return self._file(side, place).function(place["first"])

    def _file(self, side: int, place: dict[str, Any]) -> SourceFile:
        files = self._files[side]
        if place["file"] not in files:
            files[place["file"]] = SourceFile(self._roots[side] / place["file"])
        return files[place["file"]]

    # ---- operators

    def _operator(self, torch: list[dict[str, Any]], paddle: list[dict[str, Any]]) -> Operator | None:
        """The first of torch's operators that Paddle's code does, but with another result; or that it does not do.

        Of the latter those do not count behind which a result is the same again: Paddle came to it another way.
        """
        seen: Counter[str] = Counter()
        found: list[bool | None] = []
        for operator in torch:
            name = _last(operator["name"])
            namesakes = [other for other in paddle if _last(other["name"]) == name]
            same = self._is_among(operator, namesakes[seen[name] :] or paddle)
            seen[name] += 1
            found.append(same or (False if namesakes else None))
        last = max((number for number, state in enumerate(found) if state), default=-1)
        for number, state in enumerate(found):
            if state is False or (state is None and number > last):
                return self._told(torch[number], torch, paddle)
        return None

    def _is_among(self, operator: dict[str, Any], others: list[dict[str, Any]]) -> bool:
        output = operator["outputs"][0]
        return any(self._comparison.leaf(output, leaf).equal for other in others for leaf in other["outputs"])

    def _told(self, operator: dict[str, Any], torch: list[dict[str, Any]], paddle: list[dict[str, Any]]) -> Operator:
        """The operator with what stands for it in Paddle: its namesake, else the first whose result torch has not."""
        name, output = _last(operator["name"]), operator["outputs"][0]
        results = [leaf for one in torch for leaf in one["outputs"]]
        strange = [
            other for other in paddle if not any(self._comparison.leaf(r, other["outputs"][0]).equal for r in results)
        ]
        namesakes = [
            other for other in paddle if _last(other["name"]) == name and not self._is_among(operator, [other])
        ]
        other = next(iter(namesakes or strange), None)
        result = None
        if other is not None:
            result = Named("result", output["shape"], self._comparison.leaf(output, other["outputs"][0]))
        values = [leaf for one in paddle for leaf in (*one["inputs"], *one["outputs"])]
        inputs = [
            Named(f"input {number}", leaf["shape"], self._nearest(leaf, values))
            for number, leaf in enumerate(operator["inputs"], 1)
        ]
        return Operator(operator["name"], other["name"] if other else "", inputs, result)

    def _nearest(self, leaf: dict[str, Any], values: list[dict[str, Any]]) -> Difference:
        """The difference to the value of that shape in Paddle's statement that is most like it."""
        found = [self._comparison.leaf(leaf, value) for value in values if value["shape"] == leaf["shape"]]
        return min(found, key=lambda difference: difference.error, default=_ABSENT)


_ABSENT = Difference(False, said="no such value in Paddle's statement")


def _last(name: str) -> str:
    """``torch.Tensor.add_`` and ``paddle._C_ops.add`` → ``add``; operators written as such too."""
    last = name.rpartition(".")[2].strip("_")
    for prefix in ("torch_", "r"):
        if last.startswith(prefix) and last[len(prefix) :] in _ARITHMETIC:
            last = last[len(prefix) :]
    return _ARITHMETIC.get(last, last)


_ARITHMETIC = {
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "div": "divide",
    "matmul": "matmul",
    "pow": "pow",
}


def names_called(text: str) -> list[str]:
    """The dotted names that a statement calls or passes on: ``paddle_helpers.split``, ``F.gelu``."""
    try:
        tree = ast.parse(text.strip())
    except SyntaxError:
        try:
            tree = ast.parse(text.strip() + "\n    pass")
        except SyntaxError:
            return []
    found = [ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return list(dict.fromkeys(found))
