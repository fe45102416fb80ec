"""Time every helper against the plain Paddle call that gives the same, and write docs/helper-speed.md.

python scripts/helper_speed.py                 every rule with a helper; goes on where it was cut off
python scripts/helper_speed.py --fresh         the same, from the beginning
python scripts/helper_speed.py --page          only write the page, from what was measured so far
python scripts/helper_speed.py NAME ...        only these rules, to the terminal
python scripts/helper_speed.py --keep NAME ... the same, and put them in the place of what was measured before

A helper has a plain counterpart where a variant of its rule converts the same call to plain Paddle, or where Paddle's
function or layer of the same name gives the same result for that input. The inputs are those of the rule's tests,
enlarged to about 2^18 elements. Forward only, on one CPU thread.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import multiprocessing
import os
import platform
import sys
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
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
from paconvert_ng.rules.locate import data_folder, runtime_folder  # noqa: E402
from paconvert_ng.rules.signatures import target_signatures  # noqa: E402
from paconvert_ng.rules.speed import SPEED  # noqa: E402
from scripts.speed.cases import Case, cases_of  # noqa: E402
from scripts.speed.measure import arguments, medium_inputs, same, same_shape, shapes, time_both  # noqa: E402
from scripts.speed.memory import keep_memory  # noqa: E402

PAGE = ROOT / "docs" / "helper-speed.md"
KEPT = ROOT / "out" / "helper-speed.json"
LIMIT = 1.5
#: Milliseconds that calls from Python to Python cost; less than these does not make a helper slow.
CALLS_MS = 0.005
#: Seconds for one rule; an operation that takes longer on medium inputs has none that are medium.
PATIENCE = 20.0


@dataclass(frozen=True)
class Measured:
    """One helper beside the plain call: both as text, the inputs' shapes, milliseconds each."""

    helper: str
    plain: str
    inputs: str
    helper_ms: float
    plain_ms: float

    @property
    def ratio(self) -> float:
        return self.helper_ms / self.plain_ms

    @property
    def slow(self) -> bool:
        return self.ratio > LIMIT and self.helper_ms - self.plain_ms > CALLS_MS


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="rules; default: all that have a helper and tests")
    parser.add_argument("--fresh", action="store_true", help="forget what was measured")
    parser.add_argument("--keep", action="store_true", help="with names: remember these measurements, too")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page")
    options = parser.parse_args(argv)
    warnings.simplefilter("ignore")
    keep_memory()
    base = load_base(DEFAULT_PADDLE_VERSION)
    space = {"paddle": paddle, "helper": helper_module(), "math": math}
    # What models are made of comes first.
    wanted = [rule.name for rule in base.rules.values() if rule.helper and base.tests.get(rule.name)]
    wanted.sort(key=lambda name: (not name.startswith("torch.nn"), name.startswith("torch.Tensor"), name))
    kept = {} if options.fresh or not KEPT.is_file() else json.loads(KEPT.read_text(encoding="utf-8"))
    for name in [] if options.page else options.names or [name for name in wanted if name not in kept]:
        measured = in_a_process(base, name, space)
        kept[name] = None if measured is None else asdict(measured)
        if measured is not None and (options.names or measured.slow):
            times = f"{measured.helper_ms:9.3f} {measured.plain_ms:9.3f} ms"
            print(f"{measured.ratio:6.2f}  {times}  {measured.helper}  |  {measured.plain}", flush=True)
        if options.keep or not options.names:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    if options.keep or not options.names:
        found = {name: Measured(**kept[name]) for name in wanted if kept.get(name)}
        PAGE.write_text(page(found, sum(name in kept for name in wanted), len(wanted)), encoding="utf-8")
        slow = {name: round(one.ratio, 1) for name, one in slowest(found)}
        (data_folder() / SPEED).write_text(json.dumps(slow, indent=1) + "\n", encoding="utf-8")
    return 0


def in_a_process(base: Base, name: str, space: dict[str, Any]) -> Measured | None:
    """``time_rule`` where neither a crash nor an endless operation can stop the rest."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(time_rule(base, name, space)))
    process.start()
    sender.close()
    try:
        return receiver.recv() if receiver.poll(PATIENCE) else None
    except EOFError:
        return None
    finally:
        process.kill()
        process.join()


def helper_module() -> SimpleNamespace:
    """All helpers by name, as ``helper.`` in rules."""
    space = SimpleNamespace()
    for helper in read_helpers(runtime_folder(), []).values():
        module = importlib.import_module(f"paconvert_ng.runtime.{Path(helper.where.rpartition(':')[0]).stem}")
        setattr(space, helper.name, getattr(module, helper.name))
    return space


def time_rule(base: Base, name: str, space: dict[str, Any]) -> Measured | None:
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
                    if case.test.form == "module":
                        equal = same_layer(helper, plain)
                    else:
                        equal = (same if case.test.form == "call" else same_shape)(expected, plain())
                except Exception:
                    continue  # this spelling is none that Paddle takes
                if equal:
                    measured = Measured(case.helper, text, shapes(specs), *time_both(helper, plain))
                    if measured.slow:  # once more: something else may have had the processor
                        again = time_both(helper, plain)
                        times = min(measured.helper_ms, again[0]), min(measured.plain_ms, again[1])
                        measured = replace(measured, helper_ms=times[0], plain_ms=times[1])
                    return measured
    return None


@dataclass(frozen=True)
class Forward:
    """The forward of a layer, as a function without parameters."""

    layer: Any
    inputs: tuple[Any, ...]

    def __call__(self) -> Any:
        return self.layer(*self.inputs)


def same_layer(helper: Forward, plain: Forward) -> bool:
    """Whether two layers give the same with the same parameters, in eval mode, where nothing is random."""
    own, theirs = ([*one.layer.parameters(), *filter(_ranked, one.layer.buffers())] for one in (helper, plain))
    if [one.size for one in own] != [one.size for one in theirs]:
        return False
    for one, other in zip(own, theirs, strict=True):
        other.set_value(one.reshape(other.shape))
    helper.layer.eval()
    plain.layer.eval()
    equal = same(helper(), plain())
    helper.layer.train()
    plain.layer.train()
    return equal


def _ranked(buffer: Any) -> bool:
    """Statistics, say, but not torch's count of batches."""
    return bool(buffer.ndim)


def _runner(text: str, case: Case, values: dict[str, Any], space: dict[str, Any]) -> Any:
    """The expression as a function without parameters; of a module, its forward."""
    if case.test.form == "module":
        return Forward(eval(text, {**space}), tuple(values.values()))
    return eval(f"lambda {', '.join(values)}: lambda: {text}", {**space})(**values)


def slowest(found: Mapping[str, Measured]) -> list[tuple[str, Measured]]:
    """Those that take noticeably longer than the plain call, the slowest first."""
    return sorted(((name, one) for name, one in found.items() if one.slow), key=lambda item: -item[1].ratio)


def page(found: Mapping[str, Measured], tried: int, rules: int) -> str:
    slow = slowest(found)
    ratios = sorted(one.ratio for one in found.values())
    median = f"{ratios[len(ratios) // 2]:.2f}" if ratios else "-"
    lines = [
        "# What helpers cost",
        "",
        "Written by `python scripts/helper_speed.py`, which says what is measured and how.",
        "",
        f"{rules} rules have a helper and tests; {tried} were tried. For {len(found)} of these plain Paddle gives the "
        "same result for the test's input, and both were timed; the others stand for what Paddle does otherwise for "
        f"that input, or not at all. Median of helper over plain: {median}; over {LIMIT} and "
        f"{CALLS_MS * 1e3:.0f} microseconds more: {len(slow)}.",
        "",
        f"Paddle {paddle.__version__}, Python {platform.python_version()}, {platform.machine()}, one thread, "
        "processor time, forward only.",
        "",
        f"## Over {LIMIT} times the plain call",
        "",
        "| API | helper | plain | input | helper, ms | plain, ms | ratio |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, one in slow:
        cells = [f"`{name}`", _code(one.helper), _code(one.plain), one.inputs]
        cells += [f"{one.helper_ms:.3f}", f"{one.plain_ms:.3f}", f"{one.ratio:.1f}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _code(text: str) -> str:
    return f"`{text}`".replace("|", r"\|")


if __name__ == "__main__":
    sys.exit(main())
