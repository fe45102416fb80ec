"""One requirement (PEP 508): whether it is for torch, and what takes its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from paconvert_ng.formats.found import Context, Found, line_of

#: Packages that converted code does not need, for its import name.
COMPANIONS = ("torchvision", "torchaudio")
PADDLE = ("paddlepaddle", "paddlepaddle-gpu")

_SHAPE = re.compile(
    r"(?P<name>[A-Za-z0-9._-]+)(?P<extras>[ \t]*\[[^\]]*\])?(?P<version>[^;]*?)(?P<rest>[ \t]*(?:;.*)?)\Z", re.DOTALL
)
_PYTORCH_SITE = re.compile(r"https?://download\.pytorch\.org/[^\s\"'`<>)\]]*")


@dataclass(frozen=True, slots=True)
class Item:
    """A requirement's text at ``[start, end)``. ``group`` tells the list that it is in.

    ``outer`` is what goes with it when it goes: its quotes. ``removable`` is False where that would change more.
    """

    start: int
    end: int
    group: str = ""
    outer: tuple[int, int] = (-1, -1)
    removable: bool = True

    @property
    def whole(self) -> tuple[int, int]:
        return self.outer if self.outer[0] >= 0 else (self.start, self.end)


def name_of(requirement: str) -> str:
    """The normalized name; "" if the text is no requirement."""
    try:
        return canonicalize_name(Requirement(requirement).name)
    except InvalidRequirement:
        match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
        return canonicalize_name(match[1]) if match else ""


def version_for(version: str, paddle: str) -> str:
    """The condition on paddlepaddle in place of one on torch: exact, at least or none."""
    condition = version.strip()
    parts = re.match(r"(\s*\(?\s*)([=<>!~^]*)(\s*)", version)
    assert parts is not None
    if not condition:
        return version
    if condition.startswith("@"):
        return f"=={paddle}"
    operator = "==" if re.match(r"\(?\s*===?[^,]*\Z", condition) else ">="
    return f"{parts[1]}{operator}{parts[3]}{paddle}{')' if condition.endswith(')') else ''}"


def for_paddle(requirement: str, paddle: str) -> str | None:
    """The requirement on paddlepaddle in place of one on torch; None if the text is not one."""
    match = _SHAPE.match(requirement)
    try:
        Requirement(requirement)
    except InvalidRequirement:
        return None
    if match is None:
        return None
    version = match["version"]
    rest = match["rest"]
    if version.lstrip().startswith("@"):  # PEP 508: a marker after an address needs white space before it
        rest = rest.lstrip() if rest.lstrip().startswith(";") else rest
    return f"paddlepaddle{match['extras'] or ''}{version_for(version, paddle)}{rest}"


def message_for(old: str, new: str, context: Context) -> str:
    """What is said of a requirement on torch that becomes one on paddlepaddle."""
    text = f"{_words(old)} is now {_words(new)}"
    if _words(new).partition(";")[0].strip(" ").removeprefix("paddlepaddle").strip():
        text += "; torch's version says nothing of Paddle's, this is the one that the output is written for"
    extras = re.search(r"\[\s*([^\]]+?)\s*\]", new.partition(";")[0])
    if extras:
        text += f"; paddlepaddle has no extra {extras[1]}, pip says so and goes on"
    if re.search(r"\+cu\d+", old):
        text += "; for CUDA install paddlepaddle-gpu from Paddle's own index instead"
    if files := context.importers_of("torch"):
        text += f"; torch itself is still imported by {files}"
    return text


def changes(text: str, items: Iterable[Item], context: Context, *, comment: bool = True) -> Iterator[Found]:
    """What becomes of requirements in a text whose lists have one or more in a line.

    ``comment``: a line that begins with ``#`` may stand above an item.
    """
    items = list(items)
    named = [(item, name_of(text[item.start : item.end])) for item in items]
    with_paddle = {item.group for item, name in named if name in PADDLE}
    for item, name in named:
        old = text[item.start : item.end]
        if name == "torch":
            if item.group in with_paddle and item.removable:
                yield _removed(text, item, name, "paddlepaddle is listed already")
                continue
            new = for_paddle(old, context.paddle_version)
            if new is None:
                yield Found(item.start, item.end, None, "PC503", name, f"{_words(old)} is no requirement that is known")
            else:
                yield Found(item.start, item.end, new, "PC501", name, message_for(old, new, context))
        elif is_companion(name, context):
            yield from companion(text, item, name, context, comment=comment)


def is_companion(name: str, context: Context) -> bool:
    """Whether converted code does not need a project because its packages were converted."""
    return name in COMPANIONS or name in context.along


def companion(text: str, item: Item, name: str, context: Context, *, comment: bool) -> Iterator[Found]:
    """torchvision, torchaudio and packages taken along: taken out, or left with a comment where that is not right."""
    along = name in context.along
    files = "" if along else context.importers_of(name)
    if not files and item.removable:
        by_rules = f"rules convert {name}, and nothing in the output imports it"
        yield _removed(text, item, name, "its code was converted along" if along else by_rules)
        return
    why = f"still imported by {files}" if files else "take it out by hand"
    start, end = item.whole
    line = line_of(text, start)[0]
    mark = f"# paconvert[PC503] {name}: {why}"
    margin = text[line:start]
    above = text[line_of(text, line - 1)[0] : line].strip() if line else ""
    yield Found(start, end, None, "PC503", name, why)
    if comment and re.fullmatch(r"[ \t]*(?:- *)?", margin) and above != mark:
        newline = "\r\n" if text[:line].endswith("\r\n") or "\r\n" in text else "\n"
        indent = re.match(r"[ \t]*", margin)
        yield Found(line, line, f"{indent[0] if indent else ''}{mark}{newline}", "", name, "")


def _removed(text: str, item: Item, name: str, why: str) -> Found:
    start, end = removal(text, *item.whole)
    old = _words(text[item.start : item.end])
    return Found(start, end, "", "PC502", name, f"{old} is taken out: {why}")


def removal(text: str, start: int, end: int) -> tuple[int, int]:
    """What goes when an element of a list goes: its line if it has one of its own, else a comma with it."""
    line_start, line_end = line_of(text, start)
    before, after = text[line_start:start], text[end:line_end]
    if re.fullmatch(r"[ \t]*(?:-[ \t]+)?", before) and re.fullmatch(r"[ \t]*\\?,?[ \t]*(#.*)?\r?\n?", after):
        return line_start, line_end
    if match := re.match(r"\s*,[ \t]*", text[end:]):
        return start, end + match.end()
    if match := re.search(r",\s*\Z", text[:start]):
        return match.start(), end
    return start, end


def addresses(text: str) -> Iterator[Found]:
    """Addresses of PyTorch's own index and wheels."""
    for match in _PYTORCH_SITE.finditer(text):
        message = f"{match[0]} has torch only; Paddle's own index is https://www.paddlepaddle.org.cn/packages/stable/"
        yield Found(match.start(), match.end(), None, "PC503", "", message)


def _words(text: str) -> str:
    return " ".join(text.split())
