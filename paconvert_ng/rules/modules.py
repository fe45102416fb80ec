"""``modules.yaml``: which Paddle module an import of a source module turns into."""

from __future__ import annotations

from pathlib import Path

from . import locate
from .errors import Problem
from .fields import Fields
from .signatures import Snapshot
from .yaml_nodes import read_yaml


def read_modules(
    path: Path, source: Snapshot, target: Snapshot, problems: list[Problem], strict: bool = True
) -> dict[str, str]:
    """Source module → target module; those that this Paddle does not have are left out (``strict``: a problem)."""
    file = locate.label(path)
    table = read_yaml(path.read_text(encoding="utf-8"), file, problems)
    if table is None:
        return {}
    fields = Fields(table, file, problems, "the module table")
    found: dict[str, str] = {}
    for name in fields.values:
        module = fields.text(name)
        root = name.split(".")[0]
        if root in source.versions and source.kind(name) != "module":
            fields.problem(f"{root} {source.versions[root]} has no module {name}", name)
        elif module and target.kind(module) == "module":
            found[name] = module
        elif module and strict:
            fields.problem(f"Paddle {target.version} has no module {module}", name)
    return found
