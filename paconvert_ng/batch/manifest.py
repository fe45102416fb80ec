"""Which repos a batch is made of: a YAML manifest, a text file of paths and globs, or a folder of repos."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from paconvert_ng.batch.names import derived, name_problem, same
from paconvert_ng.options import Options
from paconvert_ng.project.paths import UsageError
from paconvert_ng.project.walk import LEFT_OUT

#: Options of a run as a whole, which the batch decides.
_OF_THE_BATCH = frozenset(("jobs", "diff", "dry_run", "analyze", "strict", "cache", "lang"))
OPTIONS = {item.name: item for item in fields(Options) if item.name not in _OF_THE_BATCH}
_OWN = ("path", "name", "timeout", "memory", "verify")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?)i?B?", re.IGNORECASE)
#: How many problems an error lists.
_SHOWN = 20


class ManifestError(UsageError):
    """The manifest cannot be used; the message has a line for each problem."""


@dataclass(frozen=True, slots=True)
class Repo:
    """A repo of the batch: its name in the output, its folder (absolute, links resolved), and what it asks for.

    ``timeout`` and ``memory`` are 0 where the batch's own hold. ``place`` is where the manifest names it.
    """

    name: str
    source: str
    options: Options
    timeout: float = 0.0
    memory: int = 0
    verify: dict[str, Any] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class _Named:
    """An entry of the manifest before its globs are followed."""

    path: str
    place: str
    values: Mapping[str, Any]
    globbed: bool = False


def read_manifest(path: str | os.PathLike[str], options: Options, never: tuple[Path, ...] = ()) -> list[Repo]:
    """The repos, in the manifest's order. ``options`` hold where a repo says nothing.

    ``never`` are folders that no glob means (the output, the logs). Raises ManifestError.
    """
    where = os.fspath(path)
    if not os.path.lexists(where) or not os.path.exists(where):
        raise ManifestError(f"no such manifest: {where}")
    reader = _Reader(Path(where), options, {os.fspath(folder) for folder in never})
    if os.path.isdir(where):
        repos = reader.folder()
    elif os.path.isfile(where):
        text = reader.text()
        repos = reader.yaml(text) if where.lower().endswith((".yaml", ".yml", ".json")) else reader.lines(text)
    else:
        raise ManifestError(f"the manifest is neither a file nor a folder: {where}")
    if reader.problems:
        more = [f"... {len(reader.problems) - _SHOWN} more"] if len(reader.problems) > _SHOWN else []
        raise ManifestError("\n".join([*reader.problems[:_SHOWN], *more]))
    if not repos:
        raise ManifestError(f"no repos in {where}")
    return repos


def size(text: str) -> int:
    """Bytes of a size such as 2G or 500M. Raises ValueError."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"a size is a number such as 2G or 500M, not {text!r}")
    return int(float(match[1]) * 1024 ** " KMGT".index(match[2].upper() or " "))


class _Reader:
    def __init__(self, path: Path, options: Options, never: set[str]) -> None:
        self._path = path
        self._never = never
        self._name = os.fspath(path)
        # Relative paths are meant from where the manifest lies, wherever the command runs.
        self._base = os.path.dirname(os.path.abspath(path))
        self._options = options
        self.problems: list[str] = []

    def text(self) -> str:
        try:
            return self._path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise ManifestError(f"cannot read {self._name}: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise ManifestError(f"{self._name} is not a text in UTF-8") from None

    def folder(self) -> list[Repo]:
        """Each folder below is a repo."""
        try:
            names = sorted(os.listdir(self._path))
        except OSError as error:
            raise ManifestError(f"cannot read {self._name}: {error.strerror or error}") from None
        kept = [name for name in names if name not in LEFT_OUT and not name.startswith(".")]
        found = [_Named(os.path.join(os.path.abspath(self._path), name), self._name, {}) for name in kept]
        return self._named([(named, named.path) for named in found if self._meant(named.path)])

    def _meant(self, path: str) -> bool:
        return os.path.isdir(path) and os.path.realpath(path) not in self._never

    def lines(self, text: str) -> list[Repo]:
        """A path or glob a line; empty lines and those that start with # say nothing."""
        found = [
            _Named(line.strip(), f"{self._name}:{number}", {})
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip() and not line.lstrip().startswith("#")
        ]
        return self._named([pair for named in found for pair in self._followed(named)])

    def yaml(self, text: str) -> list[Repo]:
        """A list of repos, or a mapping with ``repos`` and ``defaults``."""
        from paconvert_ng.rules.errors import Problem
        from paconvert_ng.rules.yaml_nodes import read_yaml

        wrong: list[Problem] = []
        root = read_yaml(text, self._name, wrong)
        self.problems += [str(problem) for problem in wrong]
        if root is None or self.problems:
            return []
        value, defaults = root.value, {}
        if isinstance(value, dict):
            unknown = [key for key in value if key not in ("repos", "defaults")]
            self.problems += [f"{self._name}:{value[key].key_line}: unknown key {key!r}" for key in unknown]
            if "defaults" in value:
                node = value["defaults"]
                defaults = self._values(node.plain(), f"{self._name}:{node.line}", _OWN[2:])
            value = value["repos"].value if "repos" in value else None
        if not isinstance(value, list):
            self.problems.append(f"{self._name}: a list of repos is expected, or a mapping with repos and defaults")
            return []
        found = [self._entry(node.plain(), f"{self._name}:{node.line}", defaults) for node in value]
        return self._named([pair for named in found if named is not None for pair in self._followed(named)])

    def _entry(self, value: Any, place: str, defaults: Mapping[str, Any]) -> _Named | None:
        if isinstance(value, str) and value:
            return _Named(value, place, defaults)
        if not isinstance(value, dict) or not isinstance(value.get("path"), str) or not value["path"]:
            self.problems.append(f"{place}: a repo is a path, or a mapping with path")
            return None
        own = self._values({key: item for key, item in value.items() if key != "path"}, place, _OWN)
        return _Named(value["path"], place, {**defaults, **own})

    def _values(self, values: Any, place: str, own: tuple[str, ...]) -> dict[str, Any]:
        """What a repo asks for, checked."""
        if not isinstance(values, dict):
            self.problems.append(f"{place}: a mapping is expected")
            return {}
        found: dict[str, Any] = {}
        for key, value in values.items():
            try:
                if key in OPTIONS:
                    found[key] = _option(key, value)
                elif key in own:
                    found[key] = self._own(key, value)
                else:
                    raise ValueError(f"unknown key {key!r}; known: {', '.join((*own, *OPTIONS))}")
            except ValueError as error:
                self.problems.append(f"{place}: {error}")
        return found

    def _own(self, key: str, value: Any) -> Any:
        if key == "name":
            name = str(value) if isinstance(value, str | int) else ""
            if problem := name_problem(name):
                raise ValueError(f"the name {name!r} {problem}")
            return name
        if key == "timeout":
            if not isinstance(value, int | float) or isinstance(value, bool) or not value > 0:
                raise ValueError(f"timeout is a number of seconds, not {value!r}")
            return float(value)
        if key == "memory":
            return size(str(value))
        return self._spec(value)

    def _spec(self, value: Any) -> dict[str, Any]:
        if not isinstance(value, str | dict):
            raise ValueError("verify is the path of a spec file, or its content")
        try:
            from paconvert_ng.verify.process import CannotError
            from paconvert_ng.verify.spec import make_spec, read_spec
        except ImportError:
            raise ValueError("verify needs numpy: pip install 'paconvert_ng[verify]'") from None
        try:
            spec = read_spec(Path(self._base, value)) if isinstance(value, str) else value
            make_spec(spec)
        except CannotError as error:
            raise ValueError(f"verify: {error}") from None
        return spec

    def _followed(self, named: _Named) -> Iterator[tuple[_Named, str]]:
        """The folders that an entry names. A path that is there is taken as it is, whatever characters it has."""
        path = os.path.join(self._base, os.path.expanduser(named.path))
        if os.path.exists(path):
            if os.path.isdir(path):
                yield named, path
            else:
                self.problems.append(f"{named.place}: not a folder: {named.path}")
            return
        if not glob.has_magic(named.path):
            self.problems.append(f"{named.place}: no such folder: {named.path}")
            return
        found = [match for match in sorted(glob.glob(path, recursive=True)) if self._meant(match)]
        if not found:
            self.problems.append(f"{named.place}: no folder matches {named.path}")
        elif len(found) > 1 and "name" in named.values:
            self.problems.append(f"{named.place}: {named.path} matches {len(found)} folders, which cannot share a name")
        for match in found:
            yield replace(named, globbed=True), match

    def _named(self, found: list[tuple[_Named, str]]) -> list[Repo]:
        """The repos with their names.

        What is listed twice in the same way is one; what has an entry of its own is not meant by globs.
        """
        by_hand = {os.path.realpath(path) for named, path in found if not named.globbed}
        unique: dict[tuple[str, str], tuple[_Named, str]] = {}
        for named, path in found:
            real = os.path.realpath(path)
            if not named.globbed or real not in by_hand:
                unique.setdefault((real, repr(sorted(named.values.items()))), (named, path))
        entries = list(unique.values())
        chosen = [str(named.values["name"]) for named, _ in entries if "name" in named.values]
        # A link gives its own name, not that of where it leads.
        free = [os.path.abspath(path) for named, path in entries if "name" not in named.values]
        names = iter(derived(free, chosen))
        repos = [
            self._repo(
                named, os.path.realpath(path), str(named.values["name"]) if "name" in named.values else next(names)
            )
            for named, path in entries
        ]
        first: dict[str, Repo] = {}
        for repo in repos:
            other = first.setdefault(same(repo.name), repo)
            if other is not repo:
                self.problems.append(
                    f"{repo.place}: two repos are called {repo.name}: {other.source} ({other.place}) and {repo.source}"
                )
            elif problem := name_problem(repo.name):
                self.problems.append(f"{repo.place}: the name {repo.name!r} {problem}; give it another one")
        return repos

    def _repo(self, named: _Named, source: str, name: str) -> Repo:
        values = named.values
        options = replace(self._options, **{key: values[key] for key in values if key in OPTIONS})
        if "rules" in values:
            options = replace(options, rules=tuple(os.path.join(self._base, folder) for folder in options.rules))
        if "with_packages" in values:
            options = replace(options, with_packages=tuple(map(self._package, options.with_packages)))
        return Repo(
            name,
            source,
            options,
            values.get("timeout", 0.0),
            values.get("memory", 0),
            values.get("verify"),
            named.place,
        )

    def _package(self, text: str) -> str:
        """``name=path`` or ``path``, the path from where the manifest lies."""
        name, equals, path = text.rpartition("=")
        if not equals and "/" not in path and not path.startswith((".", "~")):
            return text
        return name + equals + os.path.join(self._base, os.path.expanduser(path))


def _option(key: str, value: Any) -> Any:
    """The value of an option. Raises ValueError for one of another type."""
    default = getattr(Options(), key)
    if isinstance(default, tuple):
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
            raise ValueError(f"{key} is a text or a list of texts, not {value!r}")
        return tuple(values)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise ValueError(f"{key} is true or false, not {value!r}")
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(f"{key} is a text, not {value!r}")
    return str(value)
