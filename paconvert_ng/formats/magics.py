"""IPython's own syntax in a cell: hidden behind names while the cell is read as Python, and put back.

``%matplotlib inline``, ``!ls``, ``files = !ls``, ``x?`` become a name that nothing else has; of ``%time y = f(x)``
and ``%%time`` only the magic itself, so that the code behind it is converted like any other.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass, field

#: Magics whose argument is Python code that runs in the notebook's namespace.
_CODE_MAGICS = frozenset(("time", "timeit", "prun", "memit", "mprun", "lprun"))
#: Cell magics whose cell is Python code of the notebook.
_CODE_CELLS = frozenset(("time", "timeit", "prun", "capture", "memit", "python_memit"))
_WORD = "paconvert_magic_"

_LINE = re.compile(
    r"(?P<indent>[ \t]*)(?P<target>[A-Za-z_][\w.,\[\]'\" \t]*=[ \t]*)?(?P<magic>[%!].*|\?.*)\Z", re.DOTALL
)
_HELP = re.compile(r"(?P<indent>[ \t]*)(?P<magic>%{0,2}[A-Za-z_*][\w.*]*\?{1,2})[ \t]*\Z")
_CODE = re.compile(r"(?P<head>%(?P<name>\w+)[ \t]+(?:-\w+(?:[ \t]+\d+)?[ \t]+)*)(?P<code>\S.*)\Z", re.DOTALL)
_CELL = re.compile(r"\s*%%(?P<name>\w+)")


@dataclass(slots=True)
class Magics:
    """The magics of one notebook by the number in their name. ``mark`` is what no text of it contains."""

    mark: str = _WORD
    texts: list[str] = field(default_factory=list)

    @classmethod
    def beside(cls, text: str) -> Magics:
        """Names that do not occur in ``text``."""
        mark = _WORD
        while mark in text:
            mark = f"_{mark}"
        return cls(mark)

    def hide(self, source: str) -> str | None:
        """The cell as Python; None if it is not (another language's cell, or a text that does not parse)."""
        cell = _CELL.match(source)
        if cell is not None and cell["name"] not in _CODE_CELLS:
            return None
        if cell is None and parses(source):
            return source
        first = len(self.texts)
        lines = source.splitlines(keepends=True)
        done: list[str] = []
        while lines:
            line = lines.pop(0)
            body = line.rstrip("\r\n")
            hidden = self._hidden(body, "".join(done))
            while hidden is not None and body.endswith("\\") and lines and body.lstrip()[:1] in "!%":
                line += lines.pop(0)
                body = line.rstrip("\r\n")
                hidden = self._hidden(body, "".join(done), again=True)
            done.append(line if hidden is None else hidden + line[len(body) :])
        text = "".join(done)
        if parses(text):
            return text
        del self.texts[first:]
        return None

    def show(self, text: str) -> str:
        """The text with all magics back. Raises ValueError if one is missing or there twice."""
        for number, magic in enumerate(self.texts):
            name = f"{self.mark}{number}_"
            if text.count(name) not in (0, 1):
                raise ValueError(f"{magic!r} occurs more than once in the output")
            at = text.find(f"{name}; ")
            text = text.replace(f"{name}; " if at >= 0 else name, magic, 1)
        return text

    def present(self, text: str) -> set[int]:
        """The numbers of the magics hidden in a text."""
        return {int(number) for number in re.findall(rf"{self.mark}(\d+)_", text)}

    def _hidden(self, line: str, before: str, *, again: bool = False) -> str | None:
        """A line without its magic; None if it has none."""
        match = _LINE.match(line) or _HELP.match(line)
        if match is None or _continues(before):
            return None
        if again:
            self.texts.pop()
        code = _CODE.match(match["magic"])
        target = match.groupdict().get("target") or ""
        if code is not None and not target and code["name"] in _CODE_MAGICS and _is_statement(code["code"]):
            return f"{match['indent']}{self._name(code['head'])}; {code['code']}"
        return f"{match['indent']}{target}{self._name(line[len(match['indent']) + len(target) :])}"

    def _name(self, magic: str) -> str:
        self.texts.append(magic)
        return f"{self.mark}{len(self.texts) - 1}_"


def parses(source: str) -> bool:
    """Whether a text is Python (``await`` at the top level too, as notebooks allow)."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _is_statement(code: str) -> bool:
    return parses(code) and not code.startswith(("import ", "from "))


def _continues(before: str) -> bool:
    """Whether a line after this text is inside an expression or string that the text leaves open."""
    if before.rstrip("\r\n").endswith("\\"):
        return True
    try:
        depth = 0
        for token in tokenize.generate_tokens(io.StringIO(before).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
        return depth > 0
    except tokenize.TokenError:
        return True
    except (SyntaxError, ValueError):
        return False
