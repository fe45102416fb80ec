"""Time every helper against the plain Paddle call that gives the same, and write docs/helper-speed.md.

python scripts/helper_speed.py                 every rule with a helper
python scripts/helper_speed.py NAME ...        only these rules, to the terminal

A helper has a plain counterpart where a variant of its rule converts the same call to plain Paddle, or where Paddle's
function or layer of the same name gives the same result for that input. The inputs are those of the rule's tests,
enlarged to about 2^18 elements. Forward only, on one CPU thread.
"""

from __future__ import annotations

import argparse
import importlib
import math
import os
import platform
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("OMP_NUM_THREADS", "1")

from tests.support.frameworks import paddle  # noqa: E402, I001  (torch before paddle)

from paconvert_ng.cli.rules.base import Base, load_base  # noqa: E402
from paconvert_ng.options import DEFAULT_PADDLE_VERSION  # noqa: E402
from paconvert_ng.rules.helpers import read_helpers  # noqa: E402
from paconvert_ng.rules.locate import runtime_folder  # noqa: E402
from paconvert_ng.rules.signatures import target_signatures  # noqa: E402
from scripts.speed.cases import Case, cases_of  # noqa: E402
from scripts.speed.measure import Timing, arguments, medium_inputs, same, same_shape, shapes, time_both  # noqa: E402

PAGE = ROOT / "docs" / "helper-speed.md"
LIMIT = 1.5


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rules; default: all that have a helper and tests")
    options = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    base = load_base(DEFAULT_PADDLE_VERSION)
    space = {"paddle": paddle, "helper": helper_module(), "math": math}
    rules = [base.rule(name) for name in options.names] or [rule for rule in base.rules.values() if rule.helper]
    found: list[tuple[Case, str, Timing]] = []
    for rule in rules:
        timed = time_rule(base, rule.name, space)
        if timed is not None:
            found.append(timed)
            case, plain, timing = timed
            if options.names or timing.ratio > LIMIT:
                print(f"{timing.ratio:6.2f}  {timing.helper:9.3f} {timing.plain:9.3f} ms  {case.helper}  |  {plain}")
                sys.stdout.flush()
    if not options.names:
        PAGE.write_text(page(found, len(rules)), encoding="utf-8")
    return 0


def helper_module() -> SimpleNamespace:
    """All helpers by name, as ``helper.`` in rules."""
    space = SimpleNamespace()
    for helper in read_helpers(runtime_folder(), []).values():
        module = importlib.import_module(f"paconvert_ng.runtime.{Path(helper.where.rpartition(':')[0]).stem}")
        setattr(space, helper.name, getattr(module, helper.name))
    return space


def time_rule(base: Base, name: str, space: dict[str, Any]) -> tuple[Case, str, Timing] | None:
    """The first case of a rule that runs with enlarged inputs, with its plain counterpart."""
    rule = base.rules[name]
    target = target_signatures(base.paddle_version)
    for case in cases_of(rule, base.tests.get(name, []), base.source, target):
        for specs in medium_inputs(case.test):
            try:
                values = arguments(specs)
                helper = _runner(case.helper, case, values, space)
                expected = helper()
            except Exception:
                continue  # the call does not take inputs of another size: the next way to enlarge, or test
            for text in case.plain:
                try:
                    plain = _runner(text, case, values, space)
                    equal = (same if case.test.form == "call" else same_shape)(expected, plain())
                except Exception:
                    continue  # this spelling is none that Paddle takes
                if equal:
                    return case, text, time_both(helper, plain, shapes(specs))
    return None


def _runner(text: str, case: Case, values: dict[str, Any], space: dict[str, Any]) -> Callable[[], Any]:
    """The expression as a function without parameters; of a module, its forward."""
    if case.test.form == "module":
        layer = eval(text, {**space})
        inputs = list(values.values())
        return lambda: layer(*inputs)
    return eval(f"lambda {', '.join(values)}: lambda: {text}", {**space})(**values)


def page(found: Sequence[tuple[Case, str, Timing]], rules: int) -> str:
    slow = sorted((item for item in found if item[2].ratio > LIMIT), key=lambda item: -item[2].ratio)
    ratios = sorted(item[2].ratio for item in found)
    lines = [
        "# What helpers cost",
        "",
        "Written by `python scripts/helper_speed.py`, which says what is measured and how.",
        "",
        f"{rules} rules have a helper; for {len(found)} of them plain Paddle gives the same result for the test's "
        f"input, and both were timed. The others stand for what Paddle does otherwise, or not at all. "
        f"Median of helper over plain: {ratios[len(ratios) // 2]:.2f}; over {LIMIT}: {len(slow)}.",
        "",
        f"Paddle {paddle.__version__}, Python {platform.python_version()}, {platform.machine()}, one thread, "
        "forward only.",
        "",
        f"## Over {LIMIT} times the plain call",
        "",
        "| API | helper | plain | input | helper, ms | plain, ms | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for case, plain, timing in slow:
        cells = [f"`{case.rule.name}`", _code(case.helper), _code(plain), timing.inputs]
        cells += [f"{timing.helper:.3f}", f"{timing.plain:.3f}", f"{timing.ratio:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


if __name__ == "__main__":
    sys.exit(main())
