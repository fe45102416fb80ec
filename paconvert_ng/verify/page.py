"""``verify.html``: one file that opens from disk, without a script or anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from importlib import resources
from pathlib import Path

from paconvert_ng.verify.compare import BACKWARD
from paconvert_ng.verify.plot import plot
from paconvert_ng.verify.result import Named, Phase, Result
from paconvert_ng.verify.terminal import (
    fault_lines,
    figures,
    head_lines,
    last_lines,
    name_of,
    number,
    phase_lines,
    said,
)

_STYLE = """
.verdict { font-size: 1.2rem; font-weight: 600; border-left: .4rem solid; padding: .2rem .7rem; }
.equal { border-color: var(--good); } .different { border-color: var(--error); }
.undecided { border-color: var(--unconverted); }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: .4rem; padding: .6rem .8rem;
  white-space: pre-wrap; overflow-wrap: anywhere; font-size: .9em; }
.plot { display: block; width: 100%; min-width: 40rem; height: auto; }
.plot .grid { stroke: var(--line); } .plot .tolerance { stroke: var(--unconverted); stroke-dasharray: 6 4; }
.plot .mark { stroke: var(--error); } .plot .curve { fill: none; stroke: var(--soft); opacity: .5; }
.plot .good { fill: var(--good); } .plot .bad { fill: var(--error); }
.plot text { font: 12px system-ui, sans-serif; fill: var(--soft); } .plot .marked { fill: var(--error); }
tr.bad td { color: var(--error); } tr.mark td { font-weight: 700; background: var(--old); }
"""


def write_page(result: Result, path: Path) -> None:
    """Writes the page."""
    path.write_text("\n".join(_lines(result)) + "\n", encoding="utf-8")


def _lines(result: Result) -> Iterator[str]:
    style = (resources.files("paconvert_ng.report") / "page" / "report.css").read_text("utf-8") + _STYLE
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>verify: {_text(result.spec.entry)}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"
    yield f"<header><h1>paconvert verify: {_text(result.spec.entry)}</h1></header>"
    yield "<main>"
    yield f'<p class="verdict {result.verdict}">{_text(result.verdict)}: {_text(result.reason)}</p>'
    for line in head_lines(result):
        yield f"<p>{_text(line)}</p>"
    if result.fault is not None:
        yield "<h2>The first difference</h2>"
        yield "<pre>" + _text("\n".join(fault_lines(result))) + "</pre>"
    for phase in result.phases:
        yield from _phase(result, phase)
    notes = list(last_lines(result))[:-1]
    if notes:
        yield "<h2>Notes</h2>"
        yield from (f"<p>{_text(note)}</p>" for note in notes)
    yield "</main>"
    yield "</body>"
    yield "</html>"


def _phase(result: Result, phase: Phase) -> Iterator[str]:
    fault = result.fault
    mark = (fault.first.path, fault.first.call) if fault is not None and fault.phase == phase.name else None
    tolerance = result.spec.tolerances()["float64" if result.spec.double else "float32"]
    yield f"<h2>{phase.name.capitalize()}</h2>"
    yield from (f"<p>{_text(line)}</p>" for line in phase_lines(phase))
    yield f'<div class="scroll">{plot(phase, tolerance, mark)}</div>'
    if phase.gradients:
        yield "<p>The gradients of these outputs:</p>"
        yield f'<div class="scroll">{plot(phase, tolerance * BACKWARD, mark, gradients=True)}</div>'
    yield from _folded(f"all {len(phase.modules)} calls of modules", _calls(phase, mark))
    if phase.gradients:
        yield from _folded(f"all {len(phase.gradients)} gradients", _named(phase.gradients))
    for count, step in enumerate(phase.steps, 1):
        yield from _folded(f"state dict after step {count}", _named(step))


def _folded(title: str, rows: Iterable[str]) -> Iterator[str]:
    yield f'<details class="file"><summary>{_text(title)}</summary><div class="scroll"><table class="list">'
    yield from rows
    yield "</table></div></details>"


def _calls(phase: Phase, mark: tuple[str, int] | None) -> Iterator[str]:
    yield _row("th", ("module", "error of inputs", "error of outputs", "max", "mean", ""))
    for row in phase.modules:
        kind = "mark" if (row.path, row.call) == mark else "" if row.outputs.equal else "bad"
        about = row.outputs.said if row.paired else "not called in Paddle"
        yield _row("td", (name_of(row), *figures(row), about), kind)


def _named(found: list[Named]) -> Iterator[str]:
    yield _row("th", ("name", "error", ""))
    for entry in found:
        difference = entry.difference
        yield _row("td", (entry.name, number(difference.error), said(difference)), "" if difference.equal else "bad")


def _row(cell: str, texts: Iterable[str], kind: str = "") -> str:
    cells = "".join(f"<{cell}>{_text(text)}</{cell}>" for text in texts)
    return f'<tr class="{kind}">{cells}</tr>' if kind else f"<tr>{cells}</tr>"


def _text(value: str) -> str:
    """Escaped; what no page can hold (half of a surrogate pair, as in a file name) is written as an escape."""
    return escape(value.encode("utf-8", "backslashreplace").decode())
