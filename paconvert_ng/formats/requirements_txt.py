"""``requirements.txt`` and its like: one requirement a line, options and comments between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.requirement import Item, addresses, changes, name_of

_LOGICAL = re.compile(r"(?:[^\n]*\\\r?\n)*[^\n]*(?:\n|\Z)")
_COMMENT = re.compile(r"(?:\A|\s)#[^\n]*")
_OPTION = re.compile(r"\s(?:--?[a-zA-Z][\w-]*)(?:[= ]|\Z)")


def requirements(text: str, context: Context) -> Iterator[Found]:
    """What becomes of each line."""
    items: list[Item] = []
    for line in _LOGICAL.finditer(text):
        start, end = line.span()
        body = text[start:end]
        body = body[: m.start()] if (m := _COMMENT.search(body)) else body
        stripped = body.strip()
        if not stripped or stripped.startswith("-") or "://" in stripped.split("@")[0].split(";")[0]:
            if re.search(r"#egg=torch(?:\W|\Z)", text[start:end]):
                yield Found(
                    start, start + len(body.rstrip()), None, "PC503", "torch", "torch by address; left as it is"
                )
            continue
        option = _OPTION.search(body.rstrip())
        core = body[: option.start()] if option else body
        core = core.rstrip("\\ \t\r\n")
        first = start + len(core) - len(core.lstrip())
        if option and "--hash" in body and name_of(core.strip()) == "torch":
            message = "its hash is that of torch; write paddlepaddle with its own hash, or none"
            yield Found(first, start + len(core), None, "PC503", "torch", message)
            continue
        items.append(Item(first, start + len(core), outer=(first, start + len(body.rstrip()))))
    found = list(changes(text, items, context))
    yield from found
    spans = [(item.start, item.end) for item in found if item.new is not None]
    for item in addresses(text):
        if not any(start <= item.start < end for start, end in spans):
            yield item
