"""The examples of profiles as tests: each edit's texts before and after, which need no framework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paconvert_ng.check.error import CheckError
from paconvert_ng.diagnostics.finding import Diagnostic
from paconvert_ng.profiles.apply import NOT_MADE, edit_text
from paconvert_ng.profiles.config import edit_json
from paconvert_ng.profiles.model import ConfigEdit, Edit, Example, Profile
from paconvert_ng.rules.errors import Problem


def faults(profiles: Sequence[Profile]) -> Iterator[Problem]:
    """What examples say otherwise than their edits do."""
    for profile in profiles:
        for edit in profile.edits:
            for example in edit.examples:
                yield from (Problem(example.where, f"{edit.name}: {text}") for text in _faults(edit, example))


def _faults(edit: Edit, example: Example) -> Iterator[str]:
    try:
        after, findings = _made(edit, example.before, example.assume)
        again, _ = _made(edit, after, example.assume)
    except CheckError as error:
        yield f"the example cannot be edited: {error}"
        return
    refused = [found.message for found in findings if found.code == NOT_MADE]
    if example.after is None:
        if after != example.before:
            yield "the example is edited, though it says that it is left"
        elif not any(example.left in message for message in refused):
            yield f"no finding says {example.left!r}" + "".join(f"; one says: {message}" for message in refused)
    elif after != example.after:
        yield f"the example becomes {after!r}, not its `after`" + "".join(f"; {message}" for message in refused)
    if again != after:
        yield f"editing the example again changes it again: {again!r}"


def _made(edit: Edit, text: str, assume: Sequence[str]) -> tuple[str, tuple[Diagnostic, ...]]:
    if isinstance(edit, ConfigEdit):
        data, findings = edit_json(text.encode(), edit.file, [edit], assume)
        return data.decode(), findings
    edited = edit_text(text, "example.py", [edit], assume)
    return edited.text, edited.findings
