"""What the edits of profiles did, in sum."""

from __future__ import annotations

from collections.abc import Iterator

from paconvert_ng.report.summary import Summary
from paconvert_ng.report.words import word

_MADE, _LEFT = ("PC701", "PC702"), ("PC703",)


def lines(summary: Summary) -> Iterator[str]:
    """A line for the profiles, one for each edit that found a place, and one for those that found none."""
    options = summary.options
    if not options.profile:
        return
    from paconvert_ng.profiles.find import edits_of

    counts: dict[str, list[int]] = {edit.name: [0, 0] for edit in edits_of(options.profile, options.rules)}
    for found in summary.diagnostics:
        if found.code in (*_MADE, *_LEFT) and found.api in counts:
            counts[found.api][found.code in _LEFT] += 1
    yield word("profiles:", options.lang).format(", ".join(options.profile))
    for name, (made, left) in counts.items():
        if made or left:
            yield "  " + word("edits of a profile", options.lang).format(name, made, left)
    missing = [name for name, (made, left) in counts.items() if not made and not left]
    if missing:
        yield "  " + word("no place", options.lang).format(", ".join(missing))


def target(summary: Summary) -> str:
    """What the output is written for."""
    return "torch" if summary.options.to == "torch" else f"Paddle {summary.options.paddle_version}"
