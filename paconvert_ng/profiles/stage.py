"""Profiles in a conversion: the text is edited first, then converted, and all findings are told in its own places."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from paconvert_ng.check.error import CheckError
from paconvert_ng.options import Options
from paconvert_ng.profiles.apply import edited
from paconvert_ng.profiles.places import Edited, Places, composed, output_line

if TYPE_CHECKING:
    from paconvert_ng.project.engine import Result


class Staged(NamedTuple):
    """What both stages give, in the places of the author's text."""

    code: str
    diagnostics: tuple[Any, ...]
    converted: tuple[tuple[str, bool], ...]
    helpers: frozenset[str]
    receivers: tuple[Any, ...]
    edited: tuple[tuple[int, int, int, int], ...]


def with_profile(text: str, path: str, options: Options, convert: Callable[[str], Result]) -> Result:
    """The conversion of a text after its profile's edits."""
    before = edited(text, path, options)
    result = convert(before.text)
    if not before.edits and not before.findings:
        return result
    places = Places(before)
    receivers = tuple(
        one._replace(lines=tuple(places.line(line) if line else 0 for line in one.lines)) for one in result.receivers
    )
    return Staged(
        result.code,
        (*_own(before, result), *(places.finding(found) for found in result.diagnostics)),
        result.converted,
        result.helpers,
        receivers,
        composed(before.line_ranges(), result.edited),
    )


def _own(before: Edited, result: Result) -> tuple[Any, ...]:
    """The profile's findings, with where they stand in the output."""
    return tuple(
        replace(found, output_line=output_line(found.output_line, result.edited)) if found.output_line else found
        for found in before.findings
    )


def edited_text(text: str, path: str, options: Options) -> str:
    """A text after its profile's edits; as it is where these fail, which its conversion tells."""
    with contextlib.suppress(CheckError):
        return edited(text, path, options).text
    return text
