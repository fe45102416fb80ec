"""``python -m tests.oracle DATABASE [--only NAME …]``: run a database, show what did not match.

Results go to the store (``--store``); units whose results are there for this state of rules, converter and
oracle are not run again, unless ``--fresh``. ``--resume`` takes results of any state, ``--failing`` those of any
state in which everything matched.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from tests.oracle.outcomes import (
    DATABASES,
    DEFAULT_STORE,
    DTYPES,
    VERDICTS,
    Database,
    Outcome,
    Store,
    Unit,
    current_digest,
)
from tests.oracle.workers import Pool, database_module


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    dtypes = DTYPES if "all" in options.dtypes else options.dtypes
    units = select(options.database, options.only, dtypes)
    if not units:
        print(f"no entry of {options.database} is called {' or '.join(options.only)}", file=sys.stderr)
        return 2
    units = units[options.part[0] - 1 :: options.part[1]]
    store = Store(options.store)
    fresh = options.fresh or bool(options.only)
    accept = _matches if options.failing else _anything if options.resume else _nothing
    results = run(options.database, units, store, fresh=fresh, accept=accept)
    worst = 0
    for position, (unit, outcomes) in enumerate(results, 1):
        counts = Counter(outcome.outcome for outcome in outcomes)
        shown = "  ".join(f"{verdict} {counts[verdict]}" for verdict in VERDICTS if counts[verdict])
        print(f"[{position}/{len(units)}] {unit.entry} {unit.dtype}: {shown or 'no samples'}", flush=True)
        if options.only:
            _show(outcomes, options.show)
        worst += counts["differs"] + counts["error"]
    return 1 if worst else 0


def select(database: Database, only: Collection[str], dtypes: Collection[str]) -> list[Unit]:
    """The units of a database, of the named entries if any are named."""
    units = database_module(database).units(dtypes)
    return [unit for unit in units if not only or unit.entry in only or unit.entry.split("/")[0] in only]


def run(
    database: Database,
    units: Sequence[Unit],
    store: Store,
    *,
    fresh: bool = False,
    accept: Callable[[Sequence[Outcome]], bool],
) -> Iterator[tuple[Unit, list[Outcome]]]:
    """Each unit with its outcomes, from the store where it has them: of this state, or such as ``accept`` takes."""
    digest = current_digest()
    with Pool(database) as pool:
        for unit in units:
            known = "" if fresh else store.digest(unit)
            if known:
                recorded = store.read(unit)
                if known == digest or accept(recorded):
                    yield unit, recorded
                    continue
            started = time.monotonic()
            outcomes = pool.run(unit)
            store.write(unit, outcomes, digest, time.monotonic() - started)
            yield unit, outcomes


def _matches(outcomes: Sequence[Outcome]) -> bool:
    return all(outcome.outcome in ("match", "excluded") for outcome in outcomes)


def _anything(_: Sequence[Outcome]) -> bool:
    return True


def _nothing(_: Sequence[Outcome]) -> bool:
    return False


def _show(outcomes: Sequence[Outcome], limit: int) -> None:
    """One example for each kind of failure, ``limit`` at most."""
    seen: set[tuple[str, str]] = set()
    for outcome in outcomes:
        key = (outcome.outcome, outcome.reason[:60])
        if outcome.outcome in ("match", "excluded") or key in seen or len(seen) >= limit:
            continue
        seen.add(key)
        print(f"  {outcome.outcome} · {outcome.form} · sample {outcome.sample}: {outcome.reason}")
        for text in (outcome.source, outcome.converted):
            print("\n".join(f"      {line}" for line in text.splitlines()))


def _part(text: str) -> tuple[int, int]:
    number, _, parts = text.partition("/")
    if not 1 <= int(number) <= int(parts):
        raise ValueError(text)
    return int(number), int(parts)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description=__doc__)
    parser.add_argument("database", choices=DATABASES)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="these entries, again, with examples")
    parser.add_argument("--dtypes", nargs="+", default=["float32"], metavar="DTYPE", help="or all; default: float32")
    parser.add_argument("--fresh", action="store_true", help="run again what has results")
    parser.add_argument("--resume", action="store_true", help="keep results of other states of rules and converter")
    parser.add_argument("--failing", action="store_true", help="keep results of other states that match wholly")
    parser.add_argument("--part", type=_part, default=(1, 1), metavar="I/N", help="every N-th unit from the I-th on")
    parser.add_argument("--show", type=int, default=8, metavar="N", help="failures to show with --only (default: 8)")
    parser.add_argument("--store", type=Path, default=DEFAULT_STORE, help="folder of the results")
    return parser


if __name__ == "__main__":
    sys.exit(main())
