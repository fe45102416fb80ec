"""``setup.py``: strings in what ``setup`` is given as requirements, also by way of names and functions of the file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace

from paconvert_ng.formats.found import Context, Found
from paconvert_ng.formats.requirement import COMPANIONS, PADDLE, Item, addresses, changes, name_of

_KEYS = frozenset(("install_requires", "extras_require", "setup_requires", "tests_require", "requires"))
_LITERAL = re.compile(r"[uUrR]?(\"\"\"|'''|\"|')(.*)\1\Z", re.DOTALL)


def setup_py(text: str, context: Context) -> Iterator[Found]:
    """What becomes of the requirements; nothing where the text does not parse."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    finder = _Finder(text, tree, context.along)
    items = [
        replace(item, removable=item.removable and name_of(text[item.start : item.end]) not in finder.looked_up)
        for item in list(finder.items())
    ]
    yield from changes(text, items, context)
    yield from addresses(text)
    for start, end in finder.opaque:
        message = "its text is put together; write the requirement by hand"
        yield Found(start, end, None, "PC503", "", message)


class _Finder:
    def __init__(self, text: str, tree: ast.Module, along: frozenset[str]) -> None:
        self._text = text
        self._concerned = {"torch", *PADDLE, *COMPANIONS, *along}
        self._tree = tree
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self.opaque: list[tuple[int, int]] = []
        #: Names by which the file looks a requirement up in a table that it makes of its list.
        self.looked_up: set[str] = set()
        self._parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}

    def span(self, node: ast.expr) -> tuple[int, int]:
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def items(self) -> Iterator[Item]:
        seen: set[ast.AST] = set()
        for root in self._roots():
            for node in ast.walk(root):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in seen:
                    seen.add(node)
                    yield from self._of_string(node, node.value)

    def _roots(self) -> list[ast.AST]:
        """The values of ``setup``'s arguments, and all that the names in them are made of."""
        found: list[ast.AST] = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Call) and _called(node.func) == "setup":
                found += [k.value for k in node.keywords if k.arg in _KEYS]
                options = [k.value for k in node.keywords if k.arg is None]
                for name in (option.id for option in options if isinstance(option, ast.Name)):
                    found += self._entries(name)
                found += [v for option in options if isinstance(option, ast.Dict) for v in _values(option)]
        names: set[str] = set()
        for root in found:  # the list grows while it is read
            for node in ast.walk(root):
                if isinstance(node, ast.Name) and node.id not in names:
                    names.add(node.id)
                    found += self._definitions(node.id)
        return found

    def _definitions(self, name: str) -> Iterator[ast.AST]:
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign) and node.value is not None:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(_root(target) == name for target in targets):
                    yield node.value
            elif isinstance(node, ast.FunctionDef) and node.name == name:
                yield from (s for s in node.body if not isinstance(s, ast.Expr))
            elif (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _ADDING
                and _root(node.func.value) == name
            ):
                yield from node.args

    def _entries(self, name: str) -> Iterator[ast.AST]:
        """Requirements in a dict that is passed as ``**name``."""
        for value in self._definitions(name):
            if isinstance(value, ast.Dict):
                yield from _values(value)
            elif isinstance(value, ast.Call):
                yield from (k.value for k in value.keywords if k.arg in _KEYS)

    def _is_key(self, name: str, key: str) -> bool:
        """Whether the file itself gives a dict this key."""
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    if _root(target) != name:
                        continue
                    keys = list(node.value.keys) if isinstance(node.value, ast.Dict) else []
                    keys += [target.slice] if isinstance(target, ast.Subscript) else []
                    if any(isinstance(found, ast.Constant) and found.value == key for found in keys):
                        return True
        return False

    def _of_string(self, node: ast.Constant, value: str) -> Iterator[Item]:
        parent = self._parents.get(node)
        if isinstance(parent, ast.Dict) and node in parent.keys or isinstance(parent, ast.Compare):
            return  # the name of an extra, a test
        if isinstance(parent, ast.Subscript) and self._is_key(_root(parent.value), value):
            return
        names = {name_of(line) for line in value.splitlines()}
        if not names & self._concerned:
            return
        start, end = self.span(node)
        match = _LITERAL.match(self._text[start:end])
        if isinstance(parent, ast.JoinedStr | ast.BinOp) and "\n" not in value:
            self.opaque.append((start, end))
            return
        if isinstance(parent, ast.Call) and node in parent.args and _called(parent.func) in _NOT_LISTS:
            return
        if isinstance(parent, ast.Subscript) or (isinstance(parent, ast.Call) and _called(parent.func) not in _ADDING):
            self.looked_up |= names
        if match is None or match[2] != value:
            self.opaque.append((start, end))
            return
        first = start + match.start(2)
        group = f"{id(parent)}"
        if "\n" not in value:
            removable = not (isinstance(parent, ast.Tuple) and len(parent.elts) == 2)
            removable = removable and isinstance(parent, ast.List | ast.Tuple | ast.Set)
            yield Item(first, first + len(value), group, (start, end), removable)
            return
        for line in value.splitlines(keepends=True):
            body = line.split("#")[0].rstrip()
            if body.strip():
                begin = first + len(body) - len(body.lstrip())
                alone = line.endswith("\n") and first != start + match.start(2)
                yield Item(begin, first + len(body), f"{id(node)}", removable=alone)
            first += len(line)


_ADDING = ("append", "extend", "insert", "update", "add")
_NOT_LISTS = frozenset(("open", "join", "read", "find_packages", "Path", "split", "startswith", "endswith", "get"))


def _called(func: ast.expr) -> str:
    return func.id if isinstance(func, ast.Name) else func.attr if isinstance(func, ast.Attribute) else ""


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _values(node: ast.Dict) -> Iterator[ast.expr]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in _KEYS:
            yield value
