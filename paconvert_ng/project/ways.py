"""Where packages that were taken along lie in the output, and how each file reaches them.

They lie where the helper module does. Beside scripts they keep their names, and imports stay as they are: a script's
own folder comes first on Python's path, so the copy is found and not what may be installed; a script elsewhere
extends the path. In a package of the output they are its subpackages, so that the copy cannot be taken for what is
installed whatever the path is: imports are written relative to the file, or with the package's name.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from paconvert_ng.along.way import Way
from paconvert_ng.project.imports import ImportFacts
from paconvert_ng.project.layout import Layout, folder_of
from paconvert_ng.project.placement import Home, helper_depth, root_of

_OWN_FOLDER = "_os.path.dirname(_os.path.realpath(__file__))"


def way_of(layout: Layout, home: Home, path: str) -> Way:
    """How a file of the code itself reaches the packages."""
    facts, folder = layout.files[path], folder_of(path)
    may_be_script = facts.guard and not facts.level and not path.endswith("__init__.py")
    if not home.is_package:
        beside = layout.top(path) is None and folder == home.folder
        found = beside or (not may_be_script and root_of(layout, path) == home.folder)
        return Way() if found else Way(prelude=_extended(folder, home.folder))
    package = layout.package_name(home.folder)
    by_name = layout.imports_package(path, home.folder)
    if layout.top(path) == home.folder:
        relative = "." * (helper_depth(home, path) + 1)
        if not may_be_script:
            return Way(relative)
        if by_name and not facts.edits_path:
            return Way(package)
        prelude = "" if folder == home.folder else _extended(folder, home.folder)
        return Way(relative, prelude, script=True)
    if not home.folder:
        # The tree is the package: its folder's name is what the author wrote, or not known.
        return Way(package) if by_name else Way(prelude=_extended(folder, ""))
    above = folder_of(home.folder)
    found = (layout.top(path) is None and folder == above) or (by_name and not facts.edits_path)
    return Way(package) if found else Way(package, _extended(folder, above))


def way_in_notebook(layout: Layout, home: Home, path: str, facts: ImportFacts) -> Way:
    """The same for a notebook, which runs in its own folder."""
    nested = home.is_package and bool(home.folder)
    target = folder_of(home.folder) if nested else home.folder
    prelude = "" if folder_of(path) == target else _extended(folder_of(path), target, "_os.getcwd()")
    return Way(layout.package_name(home.folder) if nested else "", prelude)


def has_scripts(home: Home, ways: Iterable[Way]) -> bool:
    """Whether files in the package may be run as scripts: what they import then has no package around it."""
    return home.is_package and any(way.script or (way.prelude and not way.base) for way in ways)


def way_inside(home: Home, path: str, scripts: bool) -> Way:
    """The same for a module of such a package. ``scripts``: it may be imported by its bare name too."""
    return Way("." * (helper_depth(home, path) + 1), script=scripts) if home.is_package else Way()


def helper_import_inside(home: Home, path: str, name: str, scripts: bool) -> str:
    """The statement by which a module of such a package imports the helper module."""
    if not home.is_package:
        return f"import {name}"
    relative = f"from {way_inside(home, path, scripts).base} import {name}"
    return f"try:\n    {relative}\nexcept ImportError:  # run as a script\n    import {name}" if scripts else relative


def _extended(folder: str, target: str, here: str = _OWN_FOLDER) -> str:
    """Statements that put ``target`` on Python's path: behind the script's own folder, before what is installed."""
    steps = posixpath.relpath(target or ".", folder or ".").split("/")
    parts = ", ".join(f'"{step}"' for step in steps)
    return f"import os as _os\nimport sys as _sys\n_sys.path.insert(1, _os.path.join({here}, {parts}))"
