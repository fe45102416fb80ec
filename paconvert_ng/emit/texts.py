"""Comments and docstrings in the words of Paddle (``--rewrite_docs``).

Only names that have a plain counterpart change; a string that is a value may mean something to the program, and stays.
"""

from __future__ import annotations

import ast
import re

from paconvert_ng.analysis.knowledge import Knowledge
from paconvert_ng.analysis.values import TENSOR_CLASS
from paconvert_ng.check.mentions import WORD, mentions
from paconvert_ng.emit.edits import Edit
from paconvert_ng.emit.names import PLACEHOLDER_ROOT, TARGET

#: Behind these the word is a package, not a module; in addresses and paths it is part of a name.
_PACKAGE = re.compile(r"(?:\binstall\b[^\n]*|[\w./-])\Z")
_GOES_ON = re.compile(r"[-/]\w|\.(?:org|com|py|pt|git)\b|[=<>~!]=")
_DIRECTIVE = re.compile(r"#\s*(?:type:|noqa|pylint:|mypy:|pragma|fmt:|isort:)")


def rewrites(text: str, knowledge: Knowledge) -> list[Edit]:
    """The edits of comments and docstrings that name what has a counterpart; none where this Python cannot parse."""
    if not WORD.search(text):
        return []
    try:
        nodes = list(ast.walk(ast.parse(text)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found: list[Edit] = []
    for mention in mentions(text, nodes):
        old = text[mention.start : mention.end]
        if mention.kind in ("comment", "docstring") and not _DIRECTIVE.match(old):
            new = _in_words_of_target(old, knowledge)
            if new != old:
                found.append(Edit(mention.start, mention.end, new, whole=True))
    return sorted(found)


def _in_words_of_target(text: str, knowledge: Knowledge) -> str:
    return WORD.sub(lambda word: _new(word, text, knowledge), text)


def _new(word: re.Match[str], text: str, knowledge: Knowledge) -> str:
    line = text.rfind("\n", 0, word.start()) + 1
    if _PACKAGE.search(text, line, word.start()) or _GOES_ON.match(text, word.end()):
        return word[0]
    return _counterpart(word[0], knowledge) or word[0]


def _counterpart(name: str, knowledge: Knowledge) -> str:
    """Paddle's name for what a name means, "" if a helper or nothing stands for it."""
    if name == PLACEHOLDER_ROOT:
        return TARGET
    if name in knowledge.rules.modules:
        return knowledge.rules.modules[name]
    target = knowledge.stand_in(name)
    if target.startswith("self."):
        return f"{knowledge.stand_in(TENSOR_CLASS)}.{target.removeprefix('self.')}" if TENSOR_CLASS in name else ""
    rule = knowledge.rule(name)
    if target.startswith("helper."):
        target = rule.type if rule is not None else ""
    return target if target.startswith(f"{TARGET}.") else ""
