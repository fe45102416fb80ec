"""Where the rule data lies: ``rules/`` of a checkout, or the package data of an installed wheel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
SIGNATURES = "signatures"
MODULES = "modules.yaml"
#: How weights are laid out elsewhere: data of ``paconvert weights``, no rules of names.
WEIGHTS = "weights"
#: Rules for other classes than those of the helper module, used only when a run asks for them: a folder for each.
TARGETS = "targets"
#: What ``paconvert export`` knows of the places that it exports to: no rules of names either.
EXPORT = "export"
#: Edits of the source that a run asks for, no rules of names: a folder of the rule data, and of any folder of rules.
PROFILES = "profiles"


@lru_cache(maxsize=1)
def data_folder() -> Path:
    """The folder that holds ``modules.yaml``, ``signatures/`` and the rule folders."""
    installed = PACKAGE / "rule_data"
    return installed if installed.is_dir() else PACKAGE.parent / "rules"


def runtime_folder() -> Path:
    """The folder of the helper modules."""
    return PACKAGE / "runtime"


def rule_files(folder: Path) -> list[Path]:
    """The rule files below ``folder``, in a fixed order; ``folder`` may be a single file."""
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise FileNotFoundError(f"no such rule folder: {folder}")
    modules = os.path.join(folder, MODULES)
    others = tuple(os.path.join(data_folder(), name, "") for name in (WEIGHTS, TARGETS, EXPORT))
    asked = str(folder).startswith(others[1:])
    profiles = os.path.join(folder, PROFILES, "")
    files = (path for path in sorted(files_below(folder, ".yaml")) if not path.startswith(profiles))
    return [Path(path) for path in files if path != modules and (asked or not path.startswith(others))]


def targets() -> list[str]:
    """The names of the libraries whose classes a run may ask for instead of those of the helper module."""
    folder = data_folder() / TARGETS
    return sorted(entry.name for entry in os.scandir(folder) if entry.is_dir()) if folder.is_dir() else []


def target_rules(target: str) -> tuple[str, ...]:
    """The folder of rules for one of ``targets()``, as further rules; none for ""."""
    return (str(data_folder() / TARGETS / target),) if target else ()


def files_below(folder: str | Path, suffix: str) -> Iterator[str]:
    """Files with this ending, hidden ones left out. Every start searches; pathlib takes several times as long."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from files_below(entry.path, suffix)
            elif entry.name.endswith(suffix) and not entry.name.startswith("."):
                yield entry.path


def label(path: Path) -> str:
    """``path`` as messages name it: ``rules/torch/math.yaml``, or whole where it lies elsewhere."""
    try:
        return "rules/" + path.resolve().relative_to(data_folder()).as_posix()
    except ValueError:
        return path.as_posix()
