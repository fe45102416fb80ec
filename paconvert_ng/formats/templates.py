"""Templates of Python code (Jinja, Mako and the like): where one imports torch.

What such a template gives is code that is made, and often run, when the program runs. It is no Python before that, so
that it is told and not converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.formats.found import Context, Found

_IMPORT = re.compile(
    rf"^[ \t]*(?:import[ \t]+(?:[\w.]+[ \t]*(?:as[ \t]+\w+[ \t]*)?,[ \t]*)*|from[ \t]+)"
    rf"(?P<name>(?:{'|'.join(FRAMEWORK_ROOTS)})(?:\.\w+)*)\b",
    re.MULTILINE,
)


def template(text: str, context: Context) -> Iterator[Found]:
    """The statements of a template that import torch or one of its companions."""
    for match in _IMPORT.finditer(text):
        message = "a template of code that imports torch; left as it is"
        yield Found(*match.span("name"), None, "PC551", match["name"], message)
