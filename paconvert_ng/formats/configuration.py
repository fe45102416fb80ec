"""Configuration in YAML, JSON and TOML: values that are dotted names of torch, as ``_target_: torch.optim.AdamW``.

A program looks such a name up when it runs. Whether it does, the text does not say, so that names are rewritten only
where that is asked for, and told in any case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS
from paconvert_ng.formats import json_spans
from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.toml_spans import is_toml, strings

_DOTTED = re.compile(rf"(?:{'|'.join(FRAMEWORK_ROOTS)})(?:\.[A-Za-z_]\w*)+")
LEFT, REWRITTEN = "PC541", "PC542"


def yaml_values(text: str, context: Context) -> Iterator[Found]:
    """The scalars of a YAML text, or of several in one file; nothing where it is none."""
    import yaml

    if not _DOTTED.search(text):
        return
    try:
        pending = [node for node in yaml.compose_all(text, Loader=yaml.SafeLoader) if node is not None]
    except (yaml.YAMLError, RecursionError):
        return
    seen: set[int] = set()
    while pending:
        node = pending.pop()
        if id(node) in seen:  # an alias stands for what its anchor names
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            pending += [value for _, value in node.value]
        elif isinstance(node, yaml.SequenceNode):
            pending += node.value
        elif _DOTTED.fullmatch(node.value):
            start = text.find(node.value, node.start_mark.index, node.end_mark.index)
            if start >= 0:
                yield _value(node.value, start, context)


def json_values(text: str, context: Context) -> Iterator[Found]:
    """The strings of a JSON text; nothing where it is none."""
    if not _DOTTED.search(text):
        return
    try:
        pending = [json_spans.parse(text)]
    except (ValueError, RecursionError):
        return
    while pending:
        node = pending.pop()
        pending += [*node.members.values(), *node.items]
        if isinstance(node.value, str) and _DOTTED.fullmatch(node.value):
            if text[node.start + 1 : node.end - 1] == node.value:
                yield _value(node.value, node.start + 1, context)


def toml_values(text: str, context: Context) -> Iterator[Found]:
    """The strings of a TOML text; nothing where it is none."""
    if _DOTTED.search(text) and is_toml(text):
        for string in strings(text):
            if _DOTTED.fullmatch(string.value):
                yield _value(string.value, string.start, context)


def _value(name: str, start: int, context: Context) -> Found:
    if context.twin is None:
        message = "a value that names torch; left as it is"
        return Found(start, start + len(name), None, LEFT, name, message)
    new = context.twin(name)
    if not new:
        message = "nothing that can be named takes its place; left as it is"
        return Found(start, start + len(name), None, LEFT, name, message)
    return Found(start, start + len(name), new, REWRITTEN, name, f"is now {new}")
