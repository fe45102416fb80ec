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

from . import locate, tables
from .model import NameKind, Signature
from .signature_text import parse_signature
from .stored import content_digest, read_stored, store

#: The versions that rules are written for: torch, and the packages built on it.
SOURCES = ("torch-2.13.0", "torchvision-0.28.0")
CONSTRUCTOR = ".__init__"
#: What a snapshot has of its names, besides their kinds and signatures.
_SECTIONS = ("alias", "keywords", "bases", "fields", "star")
_CALLABLE = ("function", "class", "method")


class Snapshot:
    """The names of one framework in one version.

    ``kind``, ``signatures``, ``returns`` and ``bases`` take any public name, an alias too.
    """

    def __init__(self, header: Mapping[str, Any], content: Mapping[str, Mapping[str, Any]]) -> None:
        #: Of each framework whose names these are, the first one's first.
        self.versions: Mapping[str, str] = header["versions"]
        self.framework, self.version = next(iter(self.versions.items()))
        self._documented = frozenset(header["documented"])
        self._loose = frozenset(header["loose"])
        #: Canonical name → its kind, and what is known of it: signatures of a callable, the type of a value.
        self._names = content["names"]
        self._aliases: Mapping[str, str] = content["alias"]
        self._keywords = content["keywords"]
        self._bases = content["bases"]
        self._fields = content["fields"]
        self._star = content["star"]
        self._parsed: dict[str, tuple[Signature, ...]] = {}

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.kind(name) is not None

    def __iter__(self) -> Iterator[str]:
        """All names, aliases included."""
        yield from self._names
        yield from self._aliases

    def canonical(self, name: str) -> str:
        """The name under which the object's facts stand: ``torch.concat`` → ``torch.cat``."""
        found = self._aliases.get(name)
        if found is not None:
            return found
        owner, _, last = name.rpartition(".")
        found = self._aliases.get(owner)
        return name if found is None else f"{found}.{last}"

    def _resolve(self, name: str) -> str:
        """``canonical``, and for an inherited member the class that has it."""
        name = self.canonical(name)
        if name not in self._names:
            owner, _, last = name.rpartition(".")
            for base in self.bases(owner):
                if f"{base}.{last}" in self._names:
                    return f"{base}.{last}"
        return name

    @property
    def aliases(self) -> Mapping[str, str]:
        """Other public names of an object → its canonical name."""
        return self._aliases

    def same_object(self, one: str, other: str) -> bool:
        """Whether both names are bound to one object (and not merely documented as aliases)."""
        return self.canonical(one) == self.canonical(other) and not {one, other} & self._documented

    def kind(self, name: str) -> NameKind | None:
        """What ``name`` is, or None if there is no such name."""
        if name.endswith(CONSTRUCTOR) and self.kind(name.removesuffix(CONSTRUCTOR)) == "class":
            return "method"
        found = self._names.get(self._resolve(name))
        return found and found[0]

    def texts(self, name: str) -> tuple[str, ...]:
        """The signatures (one per overload, receiver left out) as text; () if none is known."""
        kind, known = self._names.get(self._resolve(name.removesuffix(CONSTRUCTOR))) or ("", "")
        return tuple(known) if kind in _CALLABLE else ()

    def signatures(self, name: str) -> tuple[Signature, ...]:
        """The overloads of a callable, receiver left out; () if unknown or not callable."""
        name = self._resolve(name.removesuffix(CONSTRUCTOR))
        if name not in self._parsed:
            self._parsed[name] = tuple(parse_signature(text) for text in self.texts(name))
        return self._parsed[name]

    def returns(self, name: str) -> str:
        """The type of a value or attribute, or what every overload of a callable gives; "" if unknown."""
        name = self._resolve(name)
        kind, known = self._names.get(name) or ("", "")
        if kind in ("value", "attribute"):
            return str(known)
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
        return tuple(self._bases.get(self.canonical(name), "").split())

    def fields(self, name: str) -> tuple[str, ...]:
        """The field names of the named tuple that a callable gives, or ()."""
        return tuple(self._fields.get(self._resolve(name), "").split())

    def star(self, module: str) -> tuple[str, ...]:
        """What ``from module import *`` binds, or () for no known module."""
        return tuple(self._star.get(module, "").split())

    @property
    def modules(self) -> tuple[str, ...]:
        """All modules."""
        return tuple(name for name, (kind, _) in self._names.items() if kind == "module")

    def member(self, class_name: str, attribute: str) -> str | None:
        """The full name of a class's member, looked up along its bases; None if there is none."""
        name = self._resolve(f"{class_name}.{attribute}")
        return name if name in self._names else None


def snapshot_files(folder: Path | None = None) -> dict[str, Path]:
    """``torch-2.13.0`` → its file."""
    folder = folder or locate.data_folder() / locate.SIGNATURES
    return {path.stem: path for path in sorted(folder.glob("*.json"))}


@lru_cache(maxsize=8)
def load_snapshot(*stems: str) -> Snapshot:
    """The names in these snapshots together. Raises FileNotFoundError that names those there are."""
    name, key = compiled_name(*stems)
    content = read_stored(name)
    found = tables.decode_file(content, key) if content is not None else None
    if found is None:
        content = compile_snapshot(*stems)
        store(name, content)
        found = tables.decode_file(content, key)
        assert found is not None, "what was just compiled has its own key"
    return Snapshot(*found)


def compiled_name(*stems: str) -> tuple[str, str]:
    """The name of the compiled file of these snapshots, and its key. Raises FileNotFoundError."""
    files = snapshot_files()
    for stem in stems:
        if stem not in files:
            raise FileNotFoundError(f"no signature snapshot {stem}; there are: {', '.join(files) or 'none'}")
    key = content_digest([Path(__file__), Path(tables.__file__), *(files[stem] for stem in stems)], "names")
    return f"{stems[0]}-{key[:20]}.names", key


def compile_snapshot(*stems: str) -> bytes:
    """These snapshots as one file of tables. Raises FileNotFoundError."""
    header: dict[str, Any] = {"versions": {}, "documented": [], "loose": []}
    names: dict[str, tuple[str, Any]] = {}
    sections: dict[str, dict[str, str]] = {section: {} for section in _SECTIONS}
    files = snapshot_files()
    for stem in stems:
        data = json.loads(files[stem].read_bytes())
        header["versions"][data["framework"]] = data["version"]
        for kept in ("documented", "loose"):
            header[kept] += data.get(kept, ())
        for section, known in sections.items():
            known.update(data.get(section, {}))
        names.update((name, ("module", "")) for name in data["module"])
        for kind in ("value", "attribute", "method", "function", "class"):
            names.update((name, (kind, known)) for name, known in data[kind].items())
    return tables.encode_file(compiled_name(*stems)[1], header, {"names": names, **sections})


def source_signatures() -> Snapshot:
    """The names of the PyTorch version that rules are written for, and of the packages built on it."""
    return load_snapshot(*SOURCES)


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
