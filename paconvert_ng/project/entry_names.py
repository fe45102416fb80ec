"""What a dotted name of torch in a configuration becomes: Paddle's, or that of a helper in the helper module."""

from __future__ import annotations

from collections.abc import Callable, Collection

from paconvert_ng.project.layout import folder_of


class EntryNames:
    """Answers for one run, and collects the ``helpers`` that the answers name.

    ``target`` gives what a rule makes of a name: ``paddle.float16``, ``helper.AdamW`` or "". ``module`` is the path of
    the helper module in the output, "" if there is none; ``files`` are the paths of the tree and ``root_name`` the name
    of its folder.
    """

    def __init__(self, target: Callable[[str], str], module: str, files: Collection[str], root_name: str) -> None:
        self.helpers: set[str] = set()
        self._target = target
        self._module = importable(module, files, root_name) if module else ""

    def __call__(self, name: str) -> str:
        """The name that takes the place of another; "" if none can."""
        target = self._target(name)
        if not target.startswith("helper."):
            return target
        if not self._module:
            return ""
        helper = target.removeprefix("helper.")
        self.helpers.add(helper.split(".")[0])
        return f"{self._module}.{helper}"


def importable(path: str, files: Collection[str], root_name: str) -> str:
    """The dotted name by which a module is imported, from the folder above the packages that it is in."""
    names = [path.rpartition("/")[2].removesuffix(".py")]
    folder = folder_of(path)
    while f"{folder}/__init__.py".lstrip("/") in files:
        names.append(folder.rpartition("/")[2] or root_name)
        if not folder:
            break
        folder = folder_of(folder)
    return ".".join(reversed(names))
