"""Parts of pages that open from disk: nothing in them comes from elsewhere, and nothing that they show can run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from paconvert_ng.diagnostics.entry import Language

_LANGUAGE_TAGS: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}


def head(title: str, language: Language, style: str, script: str = "") -> Iterator[str]:
    """A page up to its body's beginning. ``title`` is markup; only this style and script may be used in the page."""
    scripts = f" script-src '{_hash(script)}';" if script else ""
    policy = f"default-src 'none'; style-src '{_hash(style)}';{scripts} base-uri 'none'"
    yield "<!DOCTYPE html>"
    yield f'<html lang="{_LANGUAGE_TAGS[language]}">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{title}</title>"
    yield f"<style>{style}</style>"
    yield "</head>"
    yield "<body>"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[int] = ()) -> Iterator[str]:
    """A table; heads and cells are markup, the columns ``numbers`` hold numbers."""
    kinds = [' class="number"' if index in numbers else "" for index in range(len(heads))]
    labels = [f' data-label="{name}"' if name and index else "" for index, name in enumerate(heads)]
    yield '<div class="scroll"><table class="list wide"><thead><tr>'
    yield "".join(f'<th scope="col"{kind}>{name}</th>' for name, kind in zip(heads, kinds, strict=True))
    yield "</tr></thead><tbody>"
    for row in rows:
        columns = zip(kinds, labels, row, strict=True)
        yield "<tr>" + "".join(f"<td{kind}{label}>{value}</td>" for kind, label, value in columns) + "</tr>"
    yield "</tbody></table></div>"


def figures(values: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Names and values, large."""
    yield '<dl class="figures">'
    yield from (f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in values)
    yield "</dl>"


def bar(outcomes: Mapping[str, int]) -> str:
    """The shares as a drawing without text: the figures above it say the same."""
    total, at, parts = sum(outcomes.values()), 0.0, []
    for name, count in outcomes.items():
        width = 100 * count / total
        if count:
            parts.append(f'<rect class="{name}" x="{at:.3f}" y="0" width="{max(width, 0.3):.3f}" height="1"/>')
        at += width
    return f'<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'


def text(value: str) -> str:
    """Text as markup that shows it; what is no character becomes an escape."""
    return escape(value.encode("utf-8", "backslashreplace").decode("utf-8"))


def resource(name: str) -> str:
    """The text of a file of ``page``."""
    return Path(__file__).with_name("page").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
