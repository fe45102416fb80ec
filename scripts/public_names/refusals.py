"""What a helper does not do: the NotImplementedErrors in it that say so of Paddle or of the conversion.

Refusals that are torch's own have torch's words and do not count. A helper also refuses what its bases and the
functions that it calls itself refuse.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from pathlib import Path

from paconvert_ng.rules.helpers import Helper

_OURS = re.compile(r"paddle|counterpart|not converted", re.IGNORECASE)


def refusals(folder: Path, helpers: Mapping[str, Helper]) -> dict[str, str]:
    """Helper → what it refuses, as its messages say."""
    own: dict[str, list[str]] = {}
    reach: dict[str, set[str]] = {}
    for path in sorted(folder.glob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        definitions = [node for node in body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        imported = {
            name.name for node in body if isinstance(node, ast.ImportFrom) and node.level for name in node.names
        }
        for node in definitions:
            reach[node.name] = imported | {other.name for other in definitions}
            found = [text for text in map(_message, ast.walk(node)) if _OURS.search(text)]
            if found:
                own[node.name] = list(dict.fromkeys(found))
    result = {}
    for name, helper in helpers.items():
        sources = [name, *helper.bases, *sorted(helper.uses & own.keys() & reach.get(name, set()))]
        texts = [text for source in dict.fromkeys(sources) for text in own.get(source, ())]
        if texts:
            result[name] = "; ".join(dict.fromkeys(texts))
    return result


def _message(node: ast.AST) -> str:
    """The text of ``raise NotImplementedError(text)``, with … for what it fills in."""
    if not (isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args):
        return ""
    if not (isinstance(node.exc.func, ast.Name) and node.exc.func.id == "NotImplementedError"):
        return ""
    text = node.exc.args[0]
    parts = text.values if isinstance(text, ast.JoinedStr) else [text]
    return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in parts)
