"""How one file of the output reaches the packages that were taken along."""

from __future__ import annotations

from typing import NamedTuple


class Way(NamedTuple):
    """By default the imports stay as they are and find the copies.

    ``base``: what stands before a package's name in imports, ``"."`` (or more dots) or the name of a package of the
    output; "" leaves imports as they are. ``prelude``: statements for the top of the file, which extend ``sys.path``.
    ``script``: the file may also be run as a script, where relative imports fail and the bare name is right.
    """

    base: str = ""
    prelude: str = ""
    script: bool = False

    def module(self, dotted: str) -> str:
        """The name in an import statement for a package's module."""
        return f"{self.base}{dotted}" if self.base.endswith(".") or not self.base else f"{self.base}.{dotted}"

    def import_lines(self, dotted: str, alias: str) -> list[str]:
        """What takes the place of ``import dotted`` (or ``import dotted as alias``)."""
        root = dotted.partition(".")[0]
        if alias or dotted == root:
            parent, _, last = dotted.rpartition(".")
            return [f"from {self.module(parent) if parent else self.base} import {_named(last, alias)}"]
        # It binds the root, and sees to it that the submodule is there.
        parent, _, last = dotted.rpartition(".")
        return [
            f"from {self.base} import {root}",
            f"from {self.module(parent)} import {_named(last, '_' + dotted.replace('.', '_'))}",
        ]

    def name_expression(self, dotted: str) -> str:
        """An expression for the name under which ``import_module`` finds a package's module."""
        if not self.base.endswith("."):
            return repr(self.module(dotted)).replace("'", '"')
        up = len(self.base) - 1
        package = "__package__" if not up else f"__package__.rsplit('.', {up})[0]"
        return f'f"{{{package}}}.{dotted}"'


def _named(name: str, alias: str) -> str:
    return f"{name} as {alias}" if alias and alias != name else name
