"""``environment.yml``: Paddle comes from pip there, so what asks conda for torch moves to the list for pip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from paconvert_ng.formats.found import Context, Found, line_of
from paconvert_ng.formats.requirement import (
    PADDLE,
    Item,
    addresses,
    changes,
    companion,
    is_companion,
    name_of,
    removal,
)

_TORCH = ("pytorch", "pytorch-gpu", "pytorch-cpu")
#: Packages that only choose or bring the CUDA of conda's pytorch.
_CUDA = ("pytorch-cuda", "pytorch-mutex")
_SPEC = re.compile(r"(?:[\w./-]+::)?(?P<name>[A-Za-z0-9_.-]+)(?P<version>[ =<>!~].*)?\Z")


def conda(text: str, context: Context) -> Iterator[Found]:
    """What becomes of the dependencies; nothing where the text has no list of them."""
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return
    listed = _member(root, "dependencies")
    if not isinstance(listed, yaml.SequenceNode):
        return
    scalars = [node for node in listed.value if isinstance(node, yaml.ScalarNode)]
    pips = [found for node in listed.value if isinstance(found := _member(node, "pip"), yaml.SequenceNode)]
    empty = any(_member(node, "pip") is not None for node in listed.value) and not pips
    for_pip = [node for pip in pips for node in pip.value if isinstance(node, yaml.ScalarNode)]
    yield from changes(text, [_item(node) for node in for_pip], context)
    names = {name_of(node.value) for node in for_pip}
    specs = [(node, match) for node in scalars if (match := _SPEC.match(node.value.strip()))]
    pending = "" if names & {"torch", *PADDLE} else "paddlepaddle"
    for node, match in specs:
        name = match["name"].lower()
        item = _item(node)
        if is_companion(name, context):
            yield from companion(text, item, name, context, comment=True)
        elif name in _CUDA:
            start, end = removal(text, *item.whole)
            yield Found(start, end, "", "PC502", name, f"{node.value} is taken out: it chooses the CUDA of torch")
        elif name in _TORCH:
            if listed.flow_style or empty or (pips and (pips[0].flow_style or not pips[0].value)):
                message = "the list is in brackets or empty; write paddlepaddle for pip by hand"
                yield Found(item.start, item.end, None, "PC503", name, message)
                continue
            wanted = pending and _for_pip(match["version"] or "", context.paddle_version)
            yield from _moved(text, item, name, wanted, pips, any(m["name"] == "pip" for _, m in specs))
            pending = ""
    yield from addresses(text)


def _moved(text: str, item: Item, name: str, wanted: str, pips: list[Any], has_pip: bool) -> Iterator[Found]:
    """conda's torch goes; ``wanted`` (if not "") comes to the end of pip's list, or to a new one in its place."""
    line_start, line_end = line_of(text, item.start)
    dash = text.rfind("-", line_start, item.start)
    if dash < 0:
        dash = line_start
    margin = text[line_start:dash]
    newline = "\r\n" if text[:line_end].endswith("\r\n") else "\n"
    old = text[item.start : item.end]
    if not wanted:
        start, end = removal(text, *item.whole)
        yield Found(start, end, "", "PC502", name, f"{old} is taken out: paddlepaddle is listed already")
        return
    said = f"{old} is now {wanted}, from pip"
    if wanted != "paddlepaddle":
        said += "; torch's version says nothing of Paddle's, this is the one that the output is written for"
    if pips:
        start, end = removal(text, *item.whole)
        last = pips[0].value[-1]
        after = line_of(text, last.end_mark.index - 1)[1]
        start_of_last = line_of(text, last.start_mark.index)[0]
        indent = text[start_of_last : text.index("-", start_of_last)]
        lead = "" if text[after - 1 : after] == "\n" else newline
        yield Found(start, end, "", "PC501", name, said)
        yield Found(after, after, f"{lead}{indent}- {wanted}{newline if not lead else ''}", "", name, "")
        return
    new = f"pip:{newline}{margin}    - {wanted}"
    if not has_pip:
        new = f"pip{newline}{margin}- {new}"
    yield Found(*item.whole, new, "PC501", name, said)


def _for_pip(version: str, paddle: str) -> str:
    condition = version.strip()
    if not condition or condition in ("*", "=*", "==*"):
        return "paddlepaddle"
    exact = re.match(r"={0,2}\s*\d[^,|]*\Z", condition)
    return f"paddlepaddle{'==' if exact else '>='}{paddle}"


def _member(node: object, key: str) -> object:
    import yaml

    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value
    return None


def _item(node: Any) -> Item:
    start, end = node.start_mark.index, node.end_mark.index
    if node.style in ("'", '"'):
        return Item(start + 1, end - 1, outer=(start, end))
    return Item(start, end)


def is_yaml(text: str) -> bool:
    """Whether a text is YAML."""
    import yaml

    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError):
        return False
    return True
