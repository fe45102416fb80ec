"""Where the helper module of a tree goes, and how each file imports it.

One copy a tree, reached by every file under one module name, so that its classes are the
same classes everywhere:

- All in one package (or the tree is one): in that package's root, imported relatively.
- One package that scripts and tests use: there too; those outside write ``from pkg import …``.
- Several packages, or scripts only: in the folder they are all imported from, imported absolutely.

A file that may run as a script where the module would not be found extends ``sys.path``
relative to ``__file__``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from paconvert_ng.project.imports import HELPER_MODULE, ImportFacts
from paconvert_ng.project.layout import Layout, folder_of, join


@dataclass(frozen=True, slots=True)
class Placement:
    """``path`` of the helper module, and the statements by which each file imports it.

    The last word of such a text is the name under which the file then has the module.
    """

    path: str
    imports: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return posixpath.basename(self.path).removesuffix(".py")


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that the helper module lies in, and whether that is (part of) a package."""

    folder: str
    is_package: bool


def place(
    files: Mapping[str, ImportFacts],
    needing: Collection[str],
    *,
    root_name: str = "",
    taken: Collection[str] = (),
    installable: bool = False,
    notebooks: Mapping[str, ImportFacts] | None = None,
    home: Home | None = None,
    words: Collection[str] = (),
) -> Placement:
    """Decide for a tree.

    ``files`` are all its Python files, ``needing`` those that may need helpers. ``taken`` are
    names that the module cannot have. ``installable``: the tree has a setup.py or
    pyproject.toml, so that what lies outside its packages is not installed with them.
    ``notebooks`` use the module too if they import from the tree; the others keep their helpers to themselves.
    ``home`` is where the module goes if that is decided already. ``words`` are more names that it cannot have.
    """
    notebooks = notebooks or {}
    layout = Layout(files, root_name)
    home = home or choose_home(layout, sorted(needing), installable)
    name = _free_name({**files, **notebooks}, {*taken, *words})
    imports = {path: _import_text(layout, home, path, name) for path in sorted(needing)}
    if needing:
        seen = Layout({**files, **notebooks}, root_name)
        imports |= {
            path: _in_notebook(layout, home, path, facts, name)
            for path, facts in notebooks.items()
            if any(seen.imports_from(path, folder) for folder in layout.folders)
        }
    return Placement(join(home.folder, f"{name}.py"), imports)


def _free_name(files: Mapping[str, ImportFacts], taken: Collection[str]) -> str:
    used = set(taken).union(*(facts.words for facts in files.values()))
    name, number = HELPER_MODULE, 1
    while name in used:
        number += 1
        name = f"{HELPER_MODULE}_{number}"
    return name


def choose_home(layout: Layout, needing: list[str], installable: bool) -> Home:
    """Where the helper module goes that the files ``needing`` use."""
    tops: dict[str, list[str]] = {}
    loose: list[str] = []
    for path in needing:
        top = layout.top(path)
        if top is None:
            loose.append(path)
        else:
            tops.setdefault(top, []).append(path)
    if "" in tops:
        return Home("", True)
    main = _main_package(layout, list(tops), loose, installable)
    if main is not None:
        return Home(main, True)
    roots = {folder_of(top) for top in tops} | {folder_of(path) for path in loose}
    return Home(roots.pop() if len(roots) == 1 else "", False)


def _main_package(layout: Layout, tops: list[str], loose: list[str], installable: bool) -> str | None:
    """The package that the others use and that uses none of them; None without exactly one."""
    members: dict[str, list[str]] = {top: [] for top in tops}
    for path in layout.files:
        top = layout.top(path)
        if top in members:
            members[top].append(path)

    def uses(user: str, top: str) -> bool:
        return any(layout.imports_package(path, top) for path in members[user])

    def independent(top: str) -> bool:
        others = [other for other in tops if other != top]
        return not any(uses(top, other) for other in others) and not any(
            layout.imports_file(path, other) for path in members[top] for other in loose
        )

    candidates = [top for top in tops if independent(top)]
    if len(tops) == 1:
        return candidates[0] if candidates else None
    users = {top: sum(uses(other, top) for other in tops if other != top) for top in candidates}
    most = max(users.values(), default=0)
    if most < (1 if installable else len(tops) - 1):
        return None
    best = [top for top, count in users.items() if count == most]
    return best[0] if len(best) == 1 else None


def _import_text(layout: Layout, home: Home, path: str, name: str) -> str:
    facts = layout.files[path]
    # Its own edits of sys.path may come after our import: then they say nothing.
    trusted = not facts.edits_path
    # A script beside the files of a Hugging Face repository has no guard, often.
    runs = facts.guard or (folder_of(path) == home.folder and layout.is_loose(path))
    may_be_script = runs and not facts.level and not path.endswith("__init__.py")
    folder = folder_of(path)
    if not home.is_package:
        found = (
            (layout.top(path) is None and folder == home.folder)
            or (not may_be_script and root_of(layout, path) == home.folder)
            or (trusted and layout.imports_from(path, home.folder))
        )
        return f"import {name}" if found else _extended_path(folder, home.folder, f"import {name}")
    if layout.top(path) == home.folder:
        return _inside_package(layout, home, path, name, trusted, may_be_script)
    package = layout.package_name(home.folder)
    if not home.folder:
        # The tree is the package: its folder's name is what the author wrote, or not known.
        if layout.imports_package(path, home.folder):
            return f"from {package} import {name}"
        return _extended_path(folder, home.folder, f"import {name}")
    text = f"from {package} import {name}"
    above = folder_of(home.folder)
    found = (
        (layout.top(path) is None and folder == above)
        or (trusted and layout.imports_package(path, home.folder))
        or (not may_be_script and layout.top(path) is not None and root_of(layout, path) == above)
    )
    return text if found else _extended_path(folder, above, text)


def _in_notebook(layout: Layout, home: Home, path: str, facts: ImportFacts, name: str) -> str:
    """A notebook runs in its own folder; its edits of ``sys.path`` come after our import."""
    target = folder_of(home.folder) if home.is_package and home.folder else home.folder
    package = layout.package_name(home.folder)
    text = f"from {package} import {name}" if home.is_package and home.folder else f"import {name}"
    named = any(module.partition(".")[0] == package for module in facts.absolute)
    if folder_of(path) == target or (home.is_package and named and not facts.edits_path):
        return text
    return _extended_path(folder_of(path), target, text, "_os.getcwd()")


def _inside_package(layout: Layout, home: Home, path: str, name: str, trusted: bool, may_be_script: bool) -> str:
    folder = folder_of(path)
    depth = helper_depth(home, path)
    relative = f"from .{'.' * depth} import {name}"
    if not may_be_script:
        return relative
    if trusted and layout.imports_package(path, home.folder):
        return f"from {layout.package_name(home.folder)} import {name}"
    script = f"import {name}" if not depth else _extended_path(folder, home.folder, f"import {name}")
    indented = "\n".join(f"    {line}" for line in script.splitlines())
    return f"try:\n    {relative}\nexcept ImportError:  # run as a script\n{indented}"


def helper_depth(home: Home, path: str) -> int:
    """How many folders a file lies below the helper module."""
    folder = folder_of(path)
    return 0 if folder == home.folder else folder.count("/") + 1 - (home.folder.count("/") + 1 if home.folder else 0)


def root_of(layout: Layout, path: str) -> str:
    """The folder from which a file's module or package is imported."""
    top = layout.top(path)
    return folder_of(path) if top is None else folder_of(top)


def _extended_path(
    folder: str, target: str, text: str, here: str = "_os.path.dirname(_os.path.realpath(__file__))"
) -> str:
    steps = posixpath.relpath(target or ".", folder or ".").split("/")
    parts = ", ".join(f'"{step}"' for step in steps)
    return f"import os as _os\nimport sys as _sys\n_sys.path.append(_os.path.join({here}, {parts}))\n{text}"
