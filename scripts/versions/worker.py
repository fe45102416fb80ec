"""Runs rule tests with the Paddle of the interpreter it is started with.

Ids of tests come one a line on standard input; each outcome leaves as a line of JSON on standard output. What
programs print goes nowhere. A crash of the framework ends the process; the parent starts another.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
import warnings
from typing import Any

os.environ["PACONVERT_STRICT_RULES"] = "0"

from paconvert_ng import convert_source
from paconvert_ng.options import DEFAULT_PADDLE_VERSION, Options
from paconvert_ng.rules.compile import load_all
from paconvert_ng.rules.signatures import source_signatures
from scripts.versions.record import numbered
from tests.support.conversion import ProofFailure, Result
from tests.support.frameworks import paddle, torch
from tests.support.proof import prove

#: How a failed proof begins where the program ran and raised; anything else gave another result.
RAISES = ("the converted program fails", "the converted module fails")


def main() -> int:
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 1)

    def tell(**line: Any) -> None:
        channel.write(json.dumps(line) + "\n")
        channel.flush()

    version = paddle.__version__
    tests = numbered(load_all(DEFAULT_PADDLE_VERSION)[0].tests)
    rules = load_all(version)[0].rules
    source = source_signatures()
    options = Options(paddle_version=version)

    def convert(text: str) -> Result:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return convert_source(text, options=options)

    tell(paddle=version, torch=torch.__version__)
    os.dup2(sink, 2)  # until here the parent shows what went wrong
    for line in sys.stdin:
        name = line.strip()
        tell(begin=name)
        test = tests.get(name)
        if test is None:
            tell(id=name, outcome="not run", message="the rule files have changed: there is no such test now")
            continue
        rule = rules.get(test.rule)
        if rule is None:
            tell(id=name, outcome="left", message=f"no rule of Paddle {version}")
            continue
        if rule.leave and not test.unconverted:
            tell(id=name, outcome="left", message=rule.leave)
            continue
        canonical = source.canonical(test.rule)
        names = tuple({canonical, *(alias for alias, other in source.aliases.items() if other == canonical)})
        _restore_defaults()
        try:
            # The text that is expected is the reference version's; here only its meaning counts.
            prove(test._replace(expect=""), rule, convert, names)
        except ProofFailure as error:
            outcome, message = _read_failure(str(error))
            tell(id=name, outcome=outcome, message=message)
        except Exception as error:
            tell(id=name, outcome="raises", message="".join(traceback.format_exception_only(error)).strip()[:300])
        else:
            tell(id=name, outcome="holds")
    return 0


def _restore_defaults() -> None:
    """A test that sets a default and fails must not spoil those that follow."""
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None)
    torch.set_grad_enabled(True)
    paddle.set_default_dtype("float32")
    paddle.set_device("cpu")


def _read_failure(text: str) -> tuple[str, str]:
    """The kind of a failed proof and the one line that says most."""
    lines = [line.strip() for line in text.split("\n--- ")[0].splitlines()[1:] if line.strip()]
    first = lines[0] if lines else text
    if first.startswith("the test fails under torch"):
        return "not run", _exception(lines)
    if first.startswith("left unconverted"):
        return "left", lines[1] if len(lines) > 1 else first
    if first.startswith(RAISES):
        return "raises", _exception(lines)
    return "differs", first[:300]


def _exception(lines: list[str]) -> str:
    """The exception of a traceback; Paddle's own errors stand in the line after a header."""
    for line in reversed(lines):
        head = line.split(":", 1)[0]
        if head.isidentifier() and head.endswith(("Error", "Exception", "Iteration")) or line.startswith("("):
            return line[:300]
    return lines[-1][:300]


if __name__ == "__main__":
    sys.exit(main())
