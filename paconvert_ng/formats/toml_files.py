"""``pyproject.toml`` (PEP 621, build requirements, dependency groups, Poetry, PDM, uv, Hatch) and ``Pipfile``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from packaging.utils import canonicalize_name

from paconvert_ng.formats.found import Context, Found, line_of
from paconvert_ng.formats.requirement import (
    PADDLE,
    Item,
    addresses,
    changes,
    companion,
    is_companion,
    message_for,
)
from paconvert_ng.formats.toml_spans import TomlString, is_toml, strings

#: Tables whose arrays hold requirements (PEP 508).
_ARRAYS = re.compile(
    r"project\.(?:dependencies|optional-dependencies\.[^.]+)|build-system\.requires|dependency-groups\.[^.]+"
    r"|tool\.pdm\.dev-dependencies\.[^.]+|tool\.uv\.(?:dev-dependencies|constraint-dependencies)"
    r"|tool\.hatch\.envs\..+\.(?:extra-)?dependencies|tool\.poetry\.extras\.[^.]+"
)
#: Tables whose keys are packages and whose values are versions, up to the package's name.
_KEYED = re.compile(r"tool\.poetry\.(?:dev-dependencies|dependencies|group\.[^.]+\.dependencies)|(?:dev-)?packages")
#: Keys of a package's inline table that say where else it comes from.
_PLACES = frozenset(("url", "git", "path", "file", "source", "index", "ref", "editable"))
_EXACT = re.compile(r"={0,3}\s*\d[\w.+*]*\Z")


def toml_file(text: str, context: Context) -> Iterator[Found]:
    """What becomes of the dependencies; nothing where the text is not TOML."""
    if not is_toml(text):
        return
    found = list(strings(text))
    yield from changes(text, _items(found), context)
    yield from _keyed(text, found, context)
    yield from addresses(text)


def _items(found: list[TomlString]) -> Iterator[Item]:
    for string in found:
        group = ".".join(string.path)
        if string.element and _ARRAYS.fullmatch(group):
            yield Item(string.start, string.end, group, (string.start - 1, string.end + 1))


def _keyed(text: str, found: list[TomlString], context: Context) -> Iterator[Found]:
    packages: dict[tuple[str, str], list[TomlString]] = {}
    for string in found:
        for depth in range(1, len(string.path)):
            table = ".".join(string.path[:depth])
            if _KEYED.fullmatch(table):
                packages.setdefault((table, string.path[depth]), []).append(string)
    tables_with_paddle = {table for table, name in packages if canonicalize_name(name) in PADDLE}
    for (table, key), values in packages.items():
        name = canonicalize_name(key)
        if name != "torch" and not is_companion(name, context):
            continue
        start, end = values[0].keys[0]
        line_start, line_end = line_of(text, start)
        item = Item(start, end, table, removable=_owns_line(text, values, line_start, line_end))
        if is_companion(name, context):
            for change in companion(text, item, name, context, comment=True):
                yield Found(line_start, line_end, "", *_words(change)) if change.new == "" and change.code else change
        elif text[start:end].strip("\"'") != key:
            yield Found(start, end, None, "PC503", name, "its version has a table of its own; write it by hand")
        elif any(string.path[-1] in _PLACES for string in values if string.path[-1] != key):
            yield Found(start, end, None, "PC503", name, "it comes from an address; write paddlepaddle by hand")
        elif table in tables_with_paddle and item.removable:
            message = "torch is taken out: paddlepaddle is listed already"
            yield Found(line_start, line_end, "", "PC502", name, message)
        else:
            yield from _renamed(text, values, key, context)


def _words(change: Found) -> tuple[str, str, str]:
    return change.code, change.subject, change.message


def _owns_line(text: str, values: list[TomlString], start: int, end: int) -> bool:
    """Whether a package's entry is the whole of one line."""
    return all(start <= string.start and string.end < end for string in values) and text[start:end].count("=") > 0


def _renamed(text: str, values: list[TomlString], key: str, context: Context) -> Iterator[Found]:
    start, end = values[0].keys[0]
    quote = text[start] if text[start] in "\"'" else ""
    versions = [string for string in values if string.path[-1] in (key, "version") and not string.element]
    changed = [(string, _version(string.value, context.paddle_version)) for string in versions]
    old = " ".join([key, *(string.value for string, _ in changed)])
    new = " ".join(["paddlepaddle", *(version for _, version in changed)])
    message = message_for(old, new, context) if "*" not in new else f"{old} is now {new}"
    yield Found(start, end, f"{quote}paddlepaddle{quote}", "PC501", "torch", message)
    for string, version in changed:
        if version != string.value:
            yield Found(string.start, string.end, version, "", "torch", "")


def _version(value: str, paddle: str) -> str:
    """A version of paddlepaddle in place of one of torch: exact for exact, any for any, else at least."""
    if value.strip() in ("*", ""):
        return value
    match = _EXACT.match(value.strip())
    return f"{'==' if value.strip().startswith('=') else ''}{paddle}" if match else f">={paddle}"
