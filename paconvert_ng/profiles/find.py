"""Which profiles there are, and those that a run asks for."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from paconvert_ng.options import Options
from paconvert_ng.profiles.model import ConfigEdit, Edit, Profile, SourceEdit
from paconvert_ng.profiles.read import read_profile
from paconvert_ng.project.paths import UsageError
from paconvert_ng.rules.errors import Problem, RuleError
from paconvert_ng.rules.locate import PROFILES, data_folder

#: What ``Options.to`` may be.
TO = ("paddle", "torch")


def profile_files(folders: Sequence[str] = ()) -> dict[str, Path]:
    """Name → file, of the profiles that come along and of those in ``profiles/`` of rule folders, the later first."""
    found: dict[str, Path] = {}
    for folder in (data_folder(), *map(Path, folders)):
        for path in sorted((folder / PROFILES).glob("*.yaml")):
            found[path.stem] = path
    return dict(sorted(found.items()))


def all_profiles(folders: Sequence[str], problems: list[Problem]) -> list[Profile]:
    """Every sound profile; what is wrong with the others goes to ``problems``."""
    files = profile_files(folders)
    found = [profile for path in files.values() if (profile := read_profile(path, problems)) is not None]
    for profile in found:
        for name in profile.includes:
            if name not in files:
                problems.append(Problem(profile.where, f"`includes` names {name}, which is no profile"))
    return found


@lru_cache(maxsize=8)
def edits_of(names: tuple[str, ...], folders: tuple[str, ...] = ()) -> tuple[Edit, ...]:
    """The edits of profiles, those that they include first, each once.

    Raises UsageError for a name that is no profile, RuleError for a profile that is faulty.
    """
    files = profile_files(folders)
    loaded: dict[str, Profile] = {}
    problems: list[Problem] = []

    def load(name: str, chain: tuple[str, ...]) -> None:
        if name in loaded or name in chain:
            return
        profile = read_profile(files[name], problems)
        if profile is None:
            return
        for other in profile.includes:
            if other in files:
                load(other, (*chain, name))
            else:
                problems.append(Problem(profile.where, f"`includes` names {other}, which is no profile"))
        loaded[name] = profile

    for name in names:
        if name not in files:
            raise UsageError(_unknown(name, files, folders))
        load(name, ())
    if problems:
        raise RuleError(problems)
    return tuple(edit for profile in loaded.values() for edit in profile.edits)


def check(options: Options) -> None:
    """Raise UsageError for names that are no profiles or no assumptions of these, RuleError for faulty profiles."""
    edits = edits_of(options.profile, options.rules)
    if options.to not in TO:
        raise UsageError(f"--to is {' or '.join(TO)}, not {options.to!r}")
    if not options.profile:
        what = "--to torch makes" if options.to == "torch" else "--assume is about"
        raise UsageError(f"{what} only the edits of a profile: name one by --profile ({', '.join(profile_files())})")
    if options.to == "torch" and options.with_packages:
        raise UsageError("--with_packages goes with --to paddle: --to torch edits the input alone")
    known = {edit.assume: edit.assumption for edit in edits if edit.assume}
    for name in options.assume:
        if name not in known:
            there = ", ".join(f"{key} ({meaning})" for key, meaning in sorted(known.items()))
            what = f"known: {there}" if there else "they depend on none"
            raise UsageError(f"--assume: no edit of {', '.join(options.profile)} depends on {name!r}; {what}")


def source_edits(profiles: tuple[str, ...], folders: tuple[str, ...]) -> tuple[SourceEdit, ...]:
    """Those of ``edits_of`` that are about Python text."""
    return tuple(edit for edit in edits_of(profiles, folders) if isinstance(edit, SourceEdit))


def config_edits(profiles: tuple[str, ...], folders: tuple[str, ...]) -> tuple[ConfigEdit, ...]:
    """Those of ``edits_of`` that are about JSON files."""
    return tuple(edit for edit in edits_of(profiles, folders) if isinstance(edit, ConfigEdit))


def _unknown(name: str, files: dict[str, Path], folders: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, files, 1)
    hint = f" (did you mean {close[0]}?)" if close else ""
    where = f"{folders[-1]}/{PROFILES}/{name}.yaml" if folders else f"DIR/{PROFILES}/{name}.yaml, with --rules DIR"
    return f"--profile: there is no profile {name!r}{hint}; known: {', '.join(files)}; a new one is written in {where}"
