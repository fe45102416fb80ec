"""Snapshots of the frameworks' public names, read from ``rules/signatures/*.json``.

They are written by ``scripts/snapshot_signatures.py`` from the installed frameworks, so
that nothing here needs either of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from . import locate
from .model import NameKind, Signature
from .signature_text import parse_signature

#: The versions that rules are written for: torch, and the packages built on it.
SOURCES = ("torch-2.13.0", "torchvision-0.28.0")
CONSTRUCTOR = ".__init__"
_CALLABLE = ("function", "class", "method")


class Snapshot:
    """The names of one framework in one version.

    ``kind``, ``signatures``, ``returns`` and ``bases`` take any public name, an alias too.
    """

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.framework: str = data["framework"]
        self.version: str = data["version"]
        #: Of each framework whose names these are.
        self.versions: Mapping[str, str] = data.get("versions", {self.framework: self.version})
        self._data = data
        self._aliases: Mapping[str, str] = data.get("alias", {})
        self._keywords: Mapping[str, str] = data.get("keywords", {})
        self._loose: frozenset[str] = frozenset(data.get("loose", ()))
        self._kinds: dict[str, NameKind] = {}
        for kind in ("module", "value", "attribute", "method", "function", "class"):
            for name in data.get(kind, ()):
                self._kinds[name] = kind
        self._parsed: dict[str, tuple[Signature, ...]] = {}

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.kind(name) is not None

    def __iter__(self) -> Iterator[str]:
        """All names, aliases included."""
        yield from self._kinds
        yield from self._aliases

    def canonical(self, name: str) -> str:
        """The name under which the object's facts stand: ``torch.concat`` → ``torch.cat``."""
        if name in self._aliases:
            return self._aliases[name]
        owner, _, last = name.rpartition(".")
        return f"{self._aliases[owner]}.{last}" if owner in self._aliases else name

    def _resolve(self, name: str) -> str:
        """``canonical``, and for an inherited member the class that has it."""
        name = self.canonical(name)
        if name not in self._kinds:
            owner, _, last = name.rpartition(".")
            for base in self.bases(owner):
                if f"{base}.{last}" in self._kinds:
                    return f"{base}.{last}"
        return name

    @property
    def aliases(self) -> Mapping[str, str]:
        """Other public names of an object → its canonical name."""
        return self._aliases

    def same_object(self, one: str, other: str) -> bool:
        """Whether both names are bound to one object (and not merely documented as aliases)."""
        return self.canonical(one) == self.canonical(other) and not {one, other} & set(self._data.get("documented", ()))

    def kind(self, name: str) -> NameKind | None:
        """What ``name`` is, or None if there is no such name."""
        if name.endswith(CONSTRUCTOR) and self.kind(name.removesuffix(CONSTRUCTOR)) == "class":
            return "method"
        return self._kinds.get(self._resolve(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """The signatures (one per overload, receiver left out) as text; () if none is known."""
        name = self._resolve(name.removesuffix(CONSTRUCTOR))
        kind = self._kinds.get(name)
        return tuple(self._data[kind][name]) if kind in _CALLABLE else ()

    def signatures(self, name: str) -> tuple[Signature, ...]:
        """The overloads of a callable, receiver left out; () if unknown or not callable."""
        name = self._resolve(name.removesuffix(CONSTRUCTOR))
        if name not in self._parsed:
            self._parsed[name] = tuple(parse_signature(text) for text in self.texts(name))
        return self._parsed[name]

    def returns(self, name: str) -> str:
        """The type of a value or attribute, or what every overload of a callable gives; "" if unknown."""
        name = self._resolve(name)
        kind = self._kinds.get(name)
        if kind in ("value", "attribute"):
            return str(self._data[kind][name])
        found = {text.rpartition(") -> ")[2] if ") -> " in text else "" for text in self.texts(name)}
        return found.pop() if len(found) == 1 else ""

    def keywords(self, name: str) -> dict[str, str]:
        """Other keywords that a callable takes → the parameter each stands for: ``dim`` → ``axis``."""
        pairs = self._keywords.get(self._resolve(name), "").split()
        return dict(cast("tuple[str, str]", tuple(pair.split("=", 1))) for pair in pairs)

    def loose(self, name: str) -> bool:
        """Whether a callable takes call forms that its signature does not show."""
        return self._resolve(name) in self._loose

    def bases(self, name: str) -> tuple[str, ...]:
        """The public base classes of a class, nearest first, ``object`` left out."""
        return tuple(self._data.get("bases", {}).get(self.canonical(name), "").split())

    def fields(self, name: str) -> tuple[str, ...]:
        """The field names of the named tuple that a callable gives, or ()."""
        return tuple(self._data.get("fields", {}).get(self._resolve(name), "").split())

    def star(self, module: str) -> tuple[str, ...]:
        """What ``from module import *`` binds, or () for no known module."""
        return tuple(self._data.get("star", {}).get(module, "").split())

    @property
    def modules(self) -> tuple[str, ...]:
        """All modules."""
        return tuple(self._data.get("module", ()))

    def member(self, class_name: str, attribute: str) -> str | None:
        """The full name of a class's member, looked up along its bases; None if there is none."""
        name = self._resolve(f"{class_name}.{attribute}")
        return name if name in self._kinds else None


def snapshot_files(folder: Path | None = None) -> dict[str, Path]:
    """``torch-2.13.0`` → its file."""
    folder = folder or locate.data_folder() / locate.SIGNATURES
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


def load_snapshot(stem: str) -> Snapshot:
    """Read one snapshot. Raises FileNotFoundError that names those there are."""
    files = snapshot_files()
    if stem not in files:
        raise FileNotFoundError(f"no signature snapshot {stem}; there are: {', '.join(files) or 'none'}")
    return _read(files[stem])


@lru_cache(maxsize=8)
def _read(path: Path) -> Snapshot:
    with open(path, "rb") as stream:
        return Snapshot(json.load(stream))


@lru_cache(maxsize=1)
def source_signatures() -> Snapshot:
    """The names of the PyTorch version that rules are written for, and of the packages built on it."""
    files = snapshot_files()
    return Snapshot(_joined([json.loads(files[stem].read_bytes()) for stem in SOURCES]))


def _joined(snapshots: list[dict[str, Any]]) -> dict[str, Any]:
    """One snapshot of several frameworks; ``framework`` and ``version`` are the first one's."""
    joined: dict[str, Any] = dict(snapshots[0])
    joined["versions"] = {data["framework"]: data["version"] for data in snapshots}
    for data in snapshots[1:]:
        for section, content in data.items():
            if isinstance(content, dict):
                joined[section] = {**joined.get(section, {}), **content}
            elif isinstance(content, list):
                joined[section] = [*joined.get(section, []), *content]
    return joined


def target_signatures(version: str) -> Snapshot:
    """The names of Paddle ``version``, or of the newest snapshot that is not newer (the oldest if all are)."""
    return load_snapshot(target_stem(version))


def target_stem(version: str) -> str:
    """The snapshot that serves for Paddle ``version``. Raises FileNotFoundError if there is none at all."""
    known = sorted(
        (version_key(stem.split("-", 1)[1]), stem) for stem in snapshot_files() if stem.startswith("paddle-")
    )
    if not known:
        raise FileNotFoundError("no Paddle signature snapshot in rules/signatures")
    wanted = version_key(version)
    fitting = [stem for key, stem in known if key <= wanted]
    return fitting[-1] if fitting else known[0][1]


def version_key(version: str) -> tuple[int, ...]:
    """``3.3.1`` → (3, 3, 1, 0); what follows the numbers (``rc1``, ``+cpu``) is not looked at. Raises ValueError."""
    match = re.match(r"\d+(\.\d+)*", version)
    if not match:
        raise ValueError(f"not a version: {version!r}")
    numbers = [int(part) for part in match.group().split(".")]
    return tuple((numbers + [0, 0, 0, 0])[:4])
