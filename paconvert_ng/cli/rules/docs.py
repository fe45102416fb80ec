"""``rules docs``: docs/rules/ as the rules have it."""

from __future__ import annotations

import os

from paconvert_ng.rules.errors import RuleError

from .base import Base, CannotError, checkout
from .output import say
from .pages import pages


def write_docs(base: Base, check: bool) -> int:
    """Write the pages, or with ``check`` say which are out of date (1 if any is)."""
    root = checkout()
    if root is None:
        raise CannotError("the pages belong to the repository; this is an installed package: run it in a clone")
    if base.loaded.problems and os.environ.get("PACONVERT_STRICT_RULES", "1") != "0":
        raise RuleError(base.loaded.problems)
    folder = root / "docs" / "rules"
    wanted = pages(base)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    stale = sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))
    if check:
        for name in stale:
            say(f"docs/rules/{name} is out of date: run paconvert rules docs")
        return 1 if stale else 0
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        if name in wanted:
            (folder / name).write_text(wanted[name], encoding="utf-8")
            say(f"wrote docs/rules/{name}")
        else:
            (folder / name).unlink()
            say(f"removed docs/rules/{name}")
    return 0
