"""Where a package lies that is to be taken along: installed here, or at a path. Nothing is imported to find out."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions
from pathlib import Path

from paconvert_ng.along.package import Package, is_licence
from paconvert_ng.project.paths import UsageError

_VERSION = re.compile(r"^__version__(?:\s*:\s*\w+)?\s*=\s*['\"]([^'\"]+)['\"]", re.MULTILINE)
#: What the conversion is from and to.
_FRAMEWORKS = ("torch", "paddle")


def find(requests: Sequence[str]) -> tuple[Package, ...]:
    """The packages asked for: ``name``, ``name=path`` or ``path``. Raises UsageError for one that is not there."""
    found: dict[str, Package] = {}
    for request in requests:
        for name, root in _located(request):
            if name in found:
                raise UsageError(f"--with_packages: {name} is named twice")
            found[name] = _described(name, root)
    return tuple(found.values())


def _located(request: str) -> Iterator[tuple[str, Path]]:
    name, equals, path = request.partition("=")
    if not equals and not _is_path(request):
        _check_name(request)
        yield from _installed(request)
        return
    name = name if equals else ""
    root = Path(os.path.realpath(os.path.expanduser(path or request)))
    if name:
        _check_name(name)
        root = next((place for place in _inside(root, name) if _is_package(place)), root)
    if not _is_package(root):
        what = "no such file or folder" if not root.exists() else "neither a package nor a module"
        hint = "" if name or not root.is_dir() else f" (give the name too: NAME={request})"
        raise UsageError(f"--with_packages: {what}: {path or request}{hint}")
    own = root.name.removesuffix(".py")
    if name and name != own:
        raise UsageError(f"--with_packages: {root} is called {own}, not {name}")
    _check_name(own)
    yield own, root


def _is_path(request: str) -> bool:
    return os.sep in request or "/" in request or request.startswith((".", "~"))


def _inside(root: Path, name: str) -> tuple[Path, ...]:
    """Where the package of this name may lie if ``root`` is its project."""
    own = (root,) if root.name.removesuffix(".py") == name else ()
    return (root / name, root / f"{name}.py", root / "src" / name, *own)


def _is_package(root: Path) -> bool:
    return root.is_file() and root.suffix == ".py" if not root.is_dir() else (root / "__init__.py").is_file()


def _check_name(name: str) -> None:
    if name in _FRAMEWORKS:
        raise UsageError(f"--with_packages: {name} itself is not converted")
    if name in sys.stdlib_module_names:
        raise UsageError(f"--with_packages: {name} is part of Python")


def _search_path() -> list[str]:
    """Where installed packages lie: not the current folder, which Python adds for ``python -m``."""
    here = os.path.realpath(os.getcwd())
    listed = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [place for place in sys.path if place and (os.path.realpath(place) != here or place in listed)]


def _installed(name: str) -> Iterator[tuple[str, Path]]:
    root = _root_of(PathFinder.find_spec(name, _search_path())) if name.isidentifier() else None
    if root is not None:
        yield name, root
        return
    names = _modules_of(name)
    if not names:
        raise UsageError(f"--with_packages: {name} is not installed here; give its path: {name}=PATH")
    yield from names


def _root_of(spec: ModuleSpec | None) -> Path | None:
    """The folder or module that a finder's answer means; None for compiled ones and what has no place."""
    if spec is None:
        return None
    if spec.submodule_search_locations:
        places = list(spec.submodule_search_locations)
        return Path(os.path.realpath(places[0])) if len(places) == 1 else None
    return Path(os.path.realpath(spec.origin)) if spec.origin and spec.origin.endswith(".py") else None


def _modules_of(project: str) -> list[tuple[str, Path]]:
    """The packages that a project of this name on the registry installs."""
    try:
        found = distribution(project)
    except (PackageNotFoundError, ValueError):
        return []
    roots = [(name, _root_of(PathFinder.find_spec(name, _search_path()))) for name in _top_level(found)]
    return [(name, root) for name, root in roots if root is not None and name not in sys.stdlib_module_names]


def _top_level(found: Distribution) -> list[str]:
    listed = (found.read_text("top_level.txt") or "").split()
    heads = {path.parts[0] for path in found.files or () if path.suffix == ".py"} if not listed else set(listed)
    return sorted(name for name in (head.removesuffix(".py") for head in heads) if name.isidentifier())


def _described(name: str, root: Path) -> Package:
    metadata = _distribution_of(name, root)
    if metadata is None:
        return Package(name, root, _written_version(root), _licences_around(root))
    said = metadata.metadata.json
    licence = str(said.get("license_expression") or said.get("license") or "")
    folder = Path(str(getattr(metadata, "_path", "")))
    files = sorted(path for path in folder.rglob("*") if path.is_file() and is_licence(path.name))
    project = str(said.get("name") or "")
    core = folder / "METADATA"
    written = core if core.is_file() and root.is_dir() else None
    return Package(name, root, metadata.version, tuple(files), licence.strip().partition("\n")[0], project, written)


def _distribution_of(name: str, root: Path) -> Distribution | None:
    """The metadata beside a package that are its own."""
    beside = list(distributions(path=[str(root.parent)]))
    same = [d for d in beside if re.sub(r"[-_.]+", "_", d.metadata["Name"] or "").lower() == name.lower()]
    return next((found for found in [*same, *beside] if name in _top_level(found)), None)


def _licences_around(root: Path) -> tuple[Path, ...]:
    """Licence files above a package in its project's folder; those inside are taken with it."""
    if root.is_dir() and any(is_licence(name) for name in os.listdir(root)):
        return ()
    above = [root.parent, root.parent.parent] if root.parent.name in ("src", "lib", "python") else [root.parent]
    for folder in above:
        if any(folder.glob("*.dist-info")):
            break
        found = sorted(path for path in folder.iterdir() if path.is_file() and is_licence(path.name))
        if found:
            return tuple(found)
    return ()


def _written_version(root: Path) -> str:
    """The version that a module of the package states as a constant."""
    files = [root] if root.is_file() else [root / name for name in ("__init__.py", "version.py", "_version.py")]
    for path in files:
        if path.is_file() and (match := _VERSION.search(path.read_text("utf-8", "replace"))):
            return match[1]
    return ""
