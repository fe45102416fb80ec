"""Every kind of mistake in a rule file is refused, with file and line, and a message that says what to edit."""

from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng.rules import RuleError
from paconvert_ng.rules.loader import load_rule_files
from paconvert_ng.rules.signatures import source_signatures

from .conftest import Rules

#: what is wrong → (the file, the line of the problem, a piece of the message)
REFUSED = {
    "unknown key": (
        """
        torch.einsum:
          too: paddle.einsum
          to: paddle.einsum
          unproved: trial
        """,
        2,
        "unknown key 'too' in the rule torch.einsum; did you mean 'to'?",
    ),
    "duplicate key": (
        """
        torch.einsum:
          to: paddle.einsum
          unproved: trial
          to: paddle.max
        """,
        4,
        "duplicate key 'to', first on line 2",
    ),
    "duplicate rule": (
        """
        torch.einsum: {to: paddle.einsum, unproved: trial}
        torch.einsum: {to: paddle.einsum, unproved: trial}
        """,
        2,
        "duplicate key 'torch.einsum', first on line 1",
    ),
    "no YAML": ("torch.einsum:\n  to: a: b\n", 2, "not valid YAML"),
    "not a mapping": ("torch.einsum: paddle.einsum\n", 1, "must be a mapping"),
    "wrong type": ("torch.einsum:\n  to: [paddle.einsum]\n  unproved: trial\n", 2, "'to' must be text"),
    "wrong type of tol": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - call: torch.einsum('i->', x)\n    tol: small\n",
        5,
        "'tol' must be a number",
    ),
    "empty list": ("torch.einsum:\n  to: paddle.einsum\n  tests: []\n", 3, "must be a list with something in it"),
    "empty variants": (
        "torch.einsum:\n  variants:\n  unproved: trial\n",
        2,
        "'variants' must be a list with something in it",
    ),
    "nothing to do": ("torch.einsum:\n  note: nothing\n  unproved: trial\n", 1, "none of `to`, `variants`"),
    "no tests": ("torch.einsum:\n  to: paddle.einsum\n", 1, "has no `tests`"),
    "unknown source name": (
        "torch.einsumm:\n  to: paddle.einsum\n  unproved: trial\n",
        1,
        "torch 2.13.0 has no public name torch.einsumm; close: torch.einsum",
    ),
    "private name without its signature": (
        "torch._segment_reduced:\n  kind: function\n  to: paddle.einsum\n  unproved: trial\n",
        1,
        "torch 2.13.0 has no public name torch._segment_reduced",
    ),
    "module": ("torch.nn:\n  to: paddle.nn\n  unproved: trial\n", 1, "belongs in rules/modules.yaml"),
    "unknown parameter in only": (
        "torch.abs:\n  to: paddle.abs(input)\n  only: {owt: [null]}\n  unproved: trial\n",
        3,
        "'owt' is no parameter of torch.abs (there are: input, out)",
    ),
    "unknown parameter in ignore": (
        "torch.abs:\n  to: paddle.abs(input)\n  only: {out: [null]}\n  ignore: {fast: no effect}\n  unproved: trial\n",
        4,
        "'fast' is no parameter",
    ),
    "only and ignore": (
        "torch.abs:\n  to: paddle.abs(input)\n  only: {out: [null]}\n  ignore: {out: no effect}\n  unproved: trial\n",
        4,
        "both in `only` and in `ignore`",
    ),
    "forgotten parameter": (
        "torch.abs:\n  to: paddle.abs(input)\n  unproved: trial\n",
        2,
        "the template forgets 'out' of torch.abs",
    ),
    "ignored but used": (
        "torch.abs:\n  to: paddle.abs(input, out=out)\n  ignore: {out: no effect}\n  unproved: trial\n",
        2,
        "is in `ignore`, but the template uses it",
    ),
    "template that does not parse": (
        "torch.abs:\n  to: paddle.abs(input\n  only: {out: [null]}\n  unproved: trial\n",
        2,
        "the template is not a Python expression",
    ),
    "foreign root": (
        "torch.abs:\n  to: np.abs(input)\n  only: {out: [null]}\n  unproved: trial\n",
        2,
        "'np' in the template is no parameter",
    ),
    "free name": (
        "torch.abs:\n  to: paddle.abs(x)\n  only: {out: [null], input: [1]}\n  unproved: trial\n",
        2,
        "'x' in the template is no parameter of the source API",
    ),
    "var-positional without star": (
        "torch.Tensor.permute:\n  signature: (*dims)\n  to: self.transpose(dims)\n  unproved: trial\n",
        3,
        "write *dims",
    ),
    "unknown predicate": (
        "torch.abs:\n  variants:\n  - if: is_complex(input)\n    to: paddle.abs(input)\n  only: {out: [null]}\n"
        "  unproved: trial\n",
        3,
        "unknown predicate is_complex()",
    ),
    "unknown name in if": (
        "torch.abs:\n  variants:\n  - if: dim == 0\n    to: paddle.abs(input)\n  only: {out: [null]}\n  unproved: t\n",
        3,
        "'dim' in `if` is no parameter",
    ),
    "version as a number": (
        "torch.abs:\n  variants:\n  - if: paddle >= 3.1\n    to: paddle.abs(input)\n  only: {out: [null]}\n"
        "  unproved: trial\n",
        3,
        'paddle >= "3.1"',
    ),
    "variant without if": (
        "torch.abs:\n  variants:\n  - to: paddle.abs(input)\n  only: {out: [null]}\n  unproved: trial\n",
        3,
        "a variant needs `if` or `signature`",
    ),
    "variant with to and leave": (
        "torch.abs:\n  variants:\n  - if: given(out)\n    to: paddle.abs(input, out=out)\n    leave: no\n"
        "  helper: helper.relu\n  unproved: trial\n",
        3,
        "either `to` or `leave`",
    ),
    "bare name with a condition on arguments": (
        "torch.abs:\n  variants:\n  - if: is_none(out)\n    to: paddle.abs\n  unproved: trial\n",
        4,
        "write the call: paddle.abs(...)",
    ),
    "target that Paddle lacks": (
        "torch.relu:\n  to: paddle.relu(input)\n  unproved: trial\n",
        2,
        "Paddle 3.3.1 has no paddle.relu",
    ),
    "keyword that the target lacks": (
        "torch.abs:\n  to: paddle.abs(input, place=1)\n  only: {out: [null]}\n  unproved: trial\n",
        2,
        "has no parameter 'place'",
    ),
    "too many arguments": (
        "torch.abs:\n  to: paddle.abs(input, None, None)\n  only: {out: [null]}\n  unproved: trial\n",
        2,
        "it takes 2 positional arguments, the template gives 3",
    ),
    "required argument missing": (
        "torch.abs:\n  to: paddle.add(input)\n  only: {out: [null]}\n  unproved: trial\n",
        2,
        "'y' has no default and is not given",
    ),
    "method that Paddle's tensor lacks": (
        "torch.Tensor: {to: paddle.Tensor, unproved: trial}\n"
        "torch.Tensor.abs:\n  to: self.absolutely()\n  unproved: trial\n",
        3,
        "paddle.Tensor of Paddle 3.3.1 has no 'absolutely'",
    ),
    "drop-in with other defaults": (
        "torch.nn.functional.grid_sample:\n  to: paddle.nn.functional.grid_sample\n  unproved: trial\n",
        2,
        "the default of 'align_corners' is None, in paddle.nn.functional.grid_sample True",
    ),
    "drop-in without a parameter": (
        "torch.nn.functional.relu:\n  to: paddle.nn.functional.relu\n  unproved: trial\n",
        2,
        "'inplace'",
    ),
    "unknown helper": (
        "torch.nn.functional.relu:\n  helper: helper.rellu\n  unproved: trial\n",
        2,
        "no helper 'rellu' in paconvert_ng/runtime; close: relu",
    ),
    "helper with another signature": (
        "torch.nn.functional.gelu:\n  helper: helper.relu\n  unproved: trial\n",
        2,
        "parameter",
    ),
    "helper of a method without receiver": (
        "torch.Tensor.__iadd__:\n  helper: helper.tensor_numel\n  unproved: trial\n",
        2,
        "helper.tensor_numel",
    ),
    "badly written helper": (
        "torch.nn.functional.relu:\n  helper: relu\n  unproved: trial\n",
        2,
        "`helper` is written helper.name",
    ),
    "type that is no base of the helper": (
        "torch.nn.Conv2d:\n  helper: helper.Conv2d\n  type: paddle.nn.Linear\n  unproved: trial\n",
        3,
        "is no subclass of paddle.nn.Linear",
    ),
    "type that is no class": (
        "torch.nn.Conv2d:\n  helper: helper.Conv2d\n  type: paddle.abs\n  unproved: trial\n",
        3,
        "not a class",
    ),
    "bad signature": (
        "torch.abs:\n  signature: input, out\n  to: paddle.abs(input)\n  unproved: trial\n",
        2,
        "a signature starts with '('",
    ),
    "receiver in the signature": (
        "torch.Tensor.abs:\n  signature: (self)\n  to: self.abs\n  unproved: trial\n",
        2,
        "leave the receiver `self` out",
    ),
    "unknown needs helper": (
        "torch.Tensor.abs:\n  to: self.abs\n  unknown: helper\n  unproved: trial\n",
        3,
        "needs a `helper`",
    ),
    "unknown for a function": (
        "torch.einsum:\n  to: paddle.einsum\n  unknown: leave\n  unproved: trial\n",
        3,
        "`unknown` is for methods and attributes",
    ),
    "set for a method": (
        "torch.Tensor.abs:\n  to: self.abs\n  set: self.copy_(value)\n  unproved: trial\n",
        3,
        "`set` is for attributes",
    ),
    "set without value": (
        "torch.Tensor.data:\n  to: self.data\n  set: self.detach()\n  unproved: trial\n",
        3,
        "`set` does not use `value`",
    ),
    "leave and to": (
        "torch.einsum:\n  to: paddle.einsum\n  leave: none\n  unproved: trial\n",
        3,
        "excludes `to` and `helper`",
    ),
    "foreign framework without signature": (
        "einops.rearrange:\n  to: paddle.reshape(tensor, pattern)\n  unproved: trial\n",
        1,
        "no signature is known for einops.rearrange",
    ),
    "two rules for one object": (
        "torch.float32: {to: paddle.float32, unproved: t}\ntorch.float: {to: paddle.float32, unproved: t}\n",
        2,
        "torch.float is the same object as torch.float32",
    ),
    "test without form": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - with: {x: f32 2}\n",
        4,
        "exactly one of call, module, code, random",
    ),
    "test that does not parse": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - call: torch.einsum(\n",
        4,
        "`call` is not an expression",
    ),
    "code without result": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - code: x = torch.einsum('i->', y)\n",
        4,
        "leaves what is compared in `result`",
    ),
    "grad of no input": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - call: torch.einsum('i->', x)\n    with: {x: f32 2}\n"
        "    grad: [y]\n",
        6,
        "grad: 'y' is not in `with`",
    ),
    "namespace that converts": (
        "torch.fx.*:\n  to: paddle.fx\n  unproved: trial\n",
        2,
        "unknown key 'to' in the rule torch.fx.*",
    ),
    "namespace without a reason": ("torch.fx.*: {note: x}\n", 1, "it may only `leave`"),
    "namespace that torch does not have": ("torch.fxx.*: {leave: x}\n", 1, "no public module or class torch.fxx"),
    "further names of a conversion": (
        "torch.einsum:\n  to: paddle.einsum\n  unproved: trial\n  also: [torch.max]\n",
        4,
        "`also` goes with `leave`",
    ),
    "further name that has a rule": (
        "torch.einsum: {to: paddle.einsum, unproved: trial}\ntorch.max: {leave: x, also: [torch.einsum]}\n",
        2,
        "torch.einsum has a rule already",
    ),
    "input that is nothing": (
        "torch.einsum:\n  to: paddle.einsum\n  tests:\n  - call: torch.einsum(e, x)\n    with: {x: f32 2, e: i->}\n",
        5,
        "neither a tensor such as 'f32 2x3' nor a Python literal",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_with_file_and_line(rules: Rules, case: str) -> None:
    text, line, message = REFUSED[case]
    found = rules.problems(text)
    assert any(problem.startswith(f"{line}: ") and message in problem for problem in found), found


def test_all_problems_are_reported_and_sound_rules_kept(rules: Rules) -> None:
    loaded = rules.load(
        """
        torch.relu:
          to: paddle.relu(input)
          unproved: trial
        torch.einsum:
          to: paddle.einsum
          unproved: trial
        torch.abs:
          to: paddle.abs(input, place=1)
          unproved: trial
        """
    )
    lines = [int(problem.where.rpartition(":")[2]) for problem in loaded.problems]
    assert lines == [2, 8, 8]
    assert list(loaded.rules) == ["torch.einsum"]


def test_load_rule_files_raises_with_everything(rules: Rules) -> None:
    path = rules.write("torch.relu: {to: paddle.relu(input), unproved: t}\ntorch.einsumm: {to: paddle.einsum}\n")
    with pytest.raises(RuleError) as caught:
        load_rule_files([path], source_signatures(), "3.3.1")
    assert [problem.where for problem in caught.value.problems] == [f"{path.as_posix()}:1", f"{path.as_posix()}:2"]
    assert str(caught.value).count("\n") == 1


def test_same_name_in_two_files(rules: Rules) -> None:
    rules.write("torch.einsum: {to: paddle.einsum, unproved: t}\n", "a.yaml")
    rules.write("torch.einsum: {to: paddle.einsum, unproved: t}\n", "b.yaml")
    (problem,) = rules.load().problems
    assert problem.where.endswith("b.yaml:1") and "a.yaml:1" in problem.message


def test_faulty_runtime(rules: Rules) -> None:
    (rules.runtime / "broken.py").write_text("def f(:\n", encoding="utf-8")
    (rules.runtime / "double.py").write_text("\ndef relu(x):\n    return x\n", encoding="utf-8")
    loaded = rules.load("torch.einsum: {to: paddle.einsum, unproved: t}\n")
    assert [problem.where for problem in loaded.problems] == [
        "paconvert_ng/runtime/broken.py:1",
        "paconvert_ng/runtime/helpers.py:9",
    ]


def test_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such rule folder"):
        load_rule_files([tmp_path / "nowhere"], source_signatures(), "3.3.1")
