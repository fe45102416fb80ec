"""What became of one sample of a database, and the store that keeps it.

The store is a folder with one JSON-lines file a unit (an entry of a database with one dtype). Its first line
is a header with the unit and the digest of what it depends on, so that an interrupted run goes on where it was,
and results of an older rule base are told from those of this one.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

ROOT = Path(__file__).resolve().parents[2]
#: Where results are kept unless ``--store`` says otherwise (not under version control).
DEFAULT_STORE = ROOT / "out" / "oracle"

Database = Literal["ops", "modules", "optimizers", "schedulers"]
Verdict = Literal["match", "differs", "error", "unconverted", "excluded"]
DATABASES: tuple[Database, ...] = get_args(Database)
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: The dtypes of the samples, the most common first.
DTYPES = ("float32", "float64", "int64", "int32", "bool", "complex64", "bfloat16", "float16")


@dataclass(frozen=True, slots=True, order=True)
class Unit:
    """What one worker does in one go: an entry of a database with one dtype (``float32``)."""

    database: Database
    entry: str
    dtype: str

    def __str__(self) -> str:
        return f"{self.database} {self.entry} {self.dtype}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One sample in one form.

    ``form`` is how the call is written (``function``, ``method keywords``). ``outcome``: match; differs (both
    ran, and the results are not the same); error (Paddle or the converter fails); unconverted (the converter
    said so, or the helper did, with ``reason``); excluded (torch itself refuses the sample). ``source`` is the
    text, ``converted`` what it became; both are kept only where there is something to look at.
    """

    database: Database
    entry: str
    dtype: str
    form: str
    sample: int
    outcome: Verdict
    reason: str = ""
    source: str = ""
    converted: str = ""

    @property
    def unit(self) -> Unit:
        return Unit(self.database, self.entry, self.dtype)


class Store:
    """Outcomes by unit in the folder ``path``."""

    def __init__(self, path: Path = DEFAULT_STORE) -> None:
        self.path = Path(path)

    def file(self, unit: Unit) -> Path:
        """Names that a file system would confuse or refuse are made distinct by a hash."""
        name = re.sub(r"[^A-Za-z0-9_.]+", "-", unit.entry)
        if name != unit.entry:
            name += "-" + hashlib.sha1(unit.entry.encode()).hexdigest()[:6]
        return self.path / unit.database / f"{name}.{unit.dtype}.jsonl"

    def digest(self, unit: Unit) -> str:
        """The digest under which the unit's results stand, "" if it has none."""
        try:
            with self.file(unit).open(encoding="utf-8") as lines:
                return str(json.loads(next(lines))["digest"])
        except FileNotFoundError:
            return ""

    def write(self, unit: Unit, outcomes: Iterable[Outcome], digest: str, seconds: float = 0.0) -> None:
        """Replaces the unit's results, as a whole or not at all."""
        path = self.file(unit)
        path.parent.mkdir(parents=True, exist_ok=True)
        header = {**asdict(unit), "digest": digest, "seconds": round(seconds, 2)}
        fields = ("form", "sample", "outcome", "reason", "source", "converted")
        with path.with_suffix(".part").open("w", encoding="utf-8") as out:
            out.write(json.dumps(header) + "\n")
            for outcome in outcomes:
                out.write(json.dumps({name: v for name in fields if (v := getattr(outcome, name)) != ""}) + "\n")
        os.replace(path.with_suffix(".part"), path)

    def read(self, unit: Unit) -> list[Outcome]:
        """The unit's results; FileNotFoundError if it has none."""
        return self._read(self.file(unit))

    def outcomes(self, databases: Sequence[Database] = DATABASES) -> Iterator[Outcome]:
        """All results, unit by unit in the order of their names."""
        for database in databases:
            for path in sorted((self.path / database).glob("*.jsonl")):
                yield from self._read(path)

    def _read(self, path: Path) -> list[Outcome]:
        with path.open(encoding="utf-8") as lines:
            header = json.loads(next(lines))
            unit = (header["database"], header["entry"], header["dtype"])
            return [Outcome(*unit, **json.loads(line)) for line in lines]


@lru_cache(maxsize=1)
def current_digest() -> str:
    """A digest of the rules, the converter, its helpers and the comparison as they are now."""
    digest = hashlib.sha256()
    for folder, pattern in (("rules", "*.yaml"), ("paconvert_ng", "*.py"), ("tests/oracle", "*.py")):
        for path in sorted((ROOT / folder).rglob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
