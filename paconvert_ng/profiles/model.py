"""What a profile says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from paconvert_ng.profiles.pattern import Pattern

#: What is done to the text that matches: it is replaced, its statements go, or the last goes before the first.
Action = Literal["replace", "remove", "move_up"]


@dataclass(frozen=True)
class Example:
    """A text and what the edit makes of it; None where it is left, with a finding that mentions ``left``.

    ``assume`` are the assumptions under which it is so.
    """

    where: str
    before: str
    after: str | None
    left: str = ""
    assume: tuple[str, ...] = ()


@dataclass(frozen=True)
class SourceEdit:
    """An edit of Python text; docs/profiles.md describes the fields. ``name`` is ``profile/edit``."""

    name: str
    where: str
    why: str
    find: tuple[Pattern, ...]
    action: Action
    replace: Pattern | None = None
    move: tuple[str, ...] = ()
    done: tuple[Pattern, ...] = ()
    near: tuple[str, ...] = ()
    of_module: bool = False
    one_of: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    only: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    has: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    number: tuple[str, ...] = ()
    floating: tuple[str, ...] = ()
    assume: str = ""
    assumption: str = ""
    changes: str = ""
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class ConfigEdit:
    """An edit of a JSON file of a Hugging Face repository: ``values`` maps keys (``a.b`` for one inside) to values."""

    name: str
    where: str
    why: str
    file: str
    values: Mapping[str, Any]
    assume: str = ""
    assumption: str = ""
    changes: str = ""
    examples: tuple[Example, ...] = ()


Edit = SourceEdit | ConfigEdit


@dataclass(frozen=True)
class Profile:
    """A named set of edits. ``includes`` are profiles whose edits come first."""

    name: str
    where: str
    about: str
    includes: tuple[str, ...]
    edits: tuple[Edit, ...]
