"""``setup.cfg``: the lists of requirements that setuptools reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.requirement import Item, addresses, changes

_SECTION = re.compile(r"\[([^\]]+)\]")
_KEY = re.compile(r"([A-Za-z0-9_.-]+)[ \t]*[=:][ \t]*")
_KEYS = frozenset(("install_requires", "setup_requires", "tests_require"))


def setup_cfg(text: str, context: Context) -> Iterator[Found]:
    """What becomes of ``install_requires`` and its like, and of every extra."""
    yield from changes(text, _items(text), context)
    yield from addresses(text)


def _items(text: str) -> Iterator[Item]:
    section = key = ""
    position = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        body = line.rstrip()
        if not body or body.lstrip().startswith(("#", ";")):
            continue
        first = start
        if not body[0].isspace():
            if match := _SECTION.match(body):
                section, key = match[1], ""
                continue
            match = _KEY.match(body)
            key = match[1].replace("-", "_") if match else ""
            first += match.end() if match else 0
        if section == "options.extras_require" or (section == "options" and key in _KEYS):
            value = text[first : start + len(body)]
            first += len(value) - len(value.lstrip())
            if value.strip():
                yield Item(first, start + len(body), f"{section}.{key}", removable=text[start:first].isspace())
