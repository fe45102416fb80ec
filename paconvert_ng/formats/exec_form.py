"""Dockerfile instructions whose command is a list of words: ``CMD ["torchrun", "train.py"]``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from paconvert_ng.formats.found import Context, Found, applied
from paconvert_ng.formats.launch import commands

_LIST = re.compile(r"\s*(?:CMD|ENTRYPOINT|RUN)\b(?:[ \t]+--\S+)*[ \t]*(?P<list>\[.*\])\s*\Z", re.IGNORECASE | re.DOTALL)
#: A word that a shell would not take as it is.
_QUOTED = re.compile(r"[\s\"'\\;|&#`<>()]|\A\Z")


def exec_form(text: str, start: int, end: int, context: Context) -> list[Found] | None:
    """What is found in the instruction at ``text[start:end]``; None if its command is no list of plain words."""
    match = _LIST.fullmatch(text, start, end)
    if match is None:
        return None
    try:
        words = json.loads(match["list"])
    except ValueError:
        return None
    if not all(isinstance(word, str) and not _QUOTED.search(word) for word in words):
        return None
    return list(_in_list(match.start("list"), match["list"], words, context))


def _in_list(start: int, text: str, words: list[str], context: Context) -> Iterator[Found]:
    line = " ".join(words)
    found = list(commands(line, 0, len(line), context))
    new = applied(line, found).split()
    if new != words:
        spaced = ", " if ", " in text or len(words) == 1 else ","
        yield Found(start, start + len(text), f"[{spaced.join(json.dumps(word) for word in new)}]", "", "", "")
    for item in found:
        if item.code:
            at = start + text.find(json.dumps(line[item.start : item.end].split()[0]))
            yield Found(at, at, None, item.code, item.subject, item.message)
