"""What lies in the input folder: one entry for each file, folder and link, in a fixed order.

Nothing is read but names, modes and, for files without a suffix, the first line.
"""

from __future__ import annotations

import os
import posixpath
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from paconvert_ng.project.globs import matches

EntryKind = Literal["folder", "python", "notebook", "file", "link", "skipped"]

#: Folders (or files, as .git of a worktree) of version control and of tools: they are no part of the project.
LEFT_OUT = frozenset(
    (".git", ".hg", ".svn", ".bzr", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".pytype")
    + (".tox", ".nox", ".eggs", ".hypothesis", ".ipynb_checkpoints")
)
PYTHON_SUFFIXES = (".py", ".pyi", ".pyw")
#: In the root of an output folder that lies inside its input; such a folder is never read as input.
OUTPUT_MARK = ".paconvert-output"


class Entry(NamedTuple):
    """One thing in the input. ``path`` is relative to the input folder, posix.

    ``target`` is where a link leads, relative to the link's own folder. ``reason`` says why
    something was skipped. ``selected`` is False for a file that --include leaves out: it is
    read for what it defines and not written.
    """

    kind: EntryKind
    path: str
    mode: int = 0o644
    size: int = 0
    target: str = ""
    reason: str = ""
    selected: bool = True


def walk(
    root: Path, *, exclude: tuple[str, ...] = (), include: tuple[str, ...] = (), never: tuple[Path, ...] = ()
) -> list[Entry]:
    """All entries below ``root``, sorted by path. ``never`` are folders not to enter (the output, the logs).

    Folders that hold nothing but what was left out because of ``never`` or ``include`` are
    left out too. Raises OSError only for ``root`` itself; a folder below that cannot be
    read is an entry of kind ``skipped``.
    """
    barred = {os.path.realpath(path) for path in never}
    real_root = os.path.realpath(root)
    found = list(_walk(real_root, "", _Rules(real_root, exclude, include, barred)))
    return sorted(found, key=lambda entry: entry.path)


class _Rules(NamedTuple):
    root: str
    exclude: tuple[str, ...]
    include: tuple[str, ...]
    barred: set[str]


def _walk(folder: str, prefix: str, rules: _Rules) -> Iterator[Entry]:
    with os.scandir(folder) as scan:
        children = sorted(scan, key=lambda child: child.name)
    for child in children:
        path = prefix + child.name
        if child.name in LEFT_OUT or matches(path, rules.exclude):
            continue
        selected = not rules.include or matches(path, rules.include)
        try:
            mode = child.stat(follow_symlinks=False).st_mode
        except OSError as error:  # removed meanwhile
            yield Entry("skipped", path, reason=error.strerror or str(error))
            continue
        if stat.S_ISLNK(mode):
            if selected:
                yield _link(child.path, path, rules.root)
        elif stat.S_ISDIR(mode):
            yield from _folder(child.path, path, mode, selected, rules)
        elif stat.S_ISREG(mode):
            kind: EntryKind = "python" if _is_python(child) else "notebook" if is_notebook(child.name) else "file"
            if selected or kind == "python":
                size = child.stat(follow_symlinks=False).st_size
                yield Entry(kind, path, stat.S_IMODE(mode), size, selected=selected)
        elif selected:
            yield Entry("skipped", path, reason="neither a file, a folder nor a link")


def _folder(folder: str, path: str, mode: int, selected: bool, rules: _Rules) -> Iterator[Entry]:
    if os.path.realpath(folder) in rules.barred:
        return
    if os.path.lexists(os.path.join(folder, OUTPUT_MARK)):
        yield Entry("skipped", path, reason="the output of an earlier conversion")
        return
    if os.path.isfile(os.path.join(folder, "pyvenv.cfg")):
        yield Entry("skipped", path, reason="a virtual environment")
        return
    try:
        below = list(_walk(folder, path + "/", rules))
    except OSError as error:
        yield Entry("skipped", path, stat.S_IMODE(mode), reason=error.strerror or str(error))
        return
    if any(entry.selected and entry.kind != "skipped" for entry in below) or (
        selected and not _holds_barred(folder, rules)
    ):
        yield Entry("folder", path, stat.S_IMODE(mode))
    yield from below


def _holds_barred(folder: str, rules: _Rules) -> bool:
    return any(path.startswith(folder + os.sep) for path in rules.barred)


def _link(absolute: str, path: str, root: str) -> Entry:
    """A link that stays in the tree, as a relative link; one that leaves it is skipped."""
    home = os.path.realpath(os.path.dirname(absolute))
    text = os.readlink(absolute)
    direct = os.path.normpath(os.path.join(home, text))
    final = os.path.realpath(absolute)
    for target in (direct, final):
        if _inside(target, root) and _inside(final, root):
            return Entry("link", path, target=posixpath.join(*os.path.relpath(target, home).split(os.sep)))
    return Entry("skipped", path, reason=f"a link that leaves the tree, to {text}")


def _inside(path: str, root: str) -> bool:
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _is_python(child: os.DirEntry[str]) -> bool:
    if child.name.endswith(PYTHON_SUFFIXES):
        return True
    return "." not in child.name and is_python_script(child.path)


def is_notebook(path: str) -> bool:
    return path.endswith(".ipynb")


def is_python_script(path: str) -> bool:
    """Whether the first line of a file names Python as its interpreter."""
    try:
        with open(path, "rb") as stream:
            line = stream.readline(200)
    except OSError:
        return False
    return line.startswith(b"#!") and b"python" in line
