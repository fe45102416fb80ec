"""A profile's file → the profile, strictly: every problem is noted with file and line, none is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from paconvert_ng.profiles.keys import CONFIG_KEYS, EXAMPLE_KEYS, PROFILE_KEYS, SHARED_KEYS, SOURCE_KEYS
from paconvert_ng.profiles.model import ConfigEdit, Edit, Example, Profile, SourceEdit
from paconvert_ng.profiles.pattern import Pattern, PatternError
from paconvert_ng.rules.errors import Problem
from paconvert_ng.rules.fields import Fields
from paconvert_ng.rules.locate import label
from paconvert_ng.rules.yaml_nodes import Node, read_yaml

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_profile(path: Path, problems: list[Problem]) -> Profile | None:
    """The profile of one file; None if it is faulty. Its name is the file's."""
    file, before = label(path), len(problems)
    try:
        root = read_yaml(path.read_text(encoding="utf-8"), file, problems)
    except UnicodeDecodeError as error:
        problems.append(Problem(f"{file}:1", f"not UTF-8: {error}"))
        return None
    name = path.stem
    if not _NAME.fullmatch(name):
        problems.append(Problem(f"{file}:1", f"a profile's name is of small letters, digits, - and _, not {name!r}"))
    if root is None:
        if len(problems) == before:
            problems.append(Problem(f"{file}:1", "the profile is empty"))
        return None
    fields = Fields(root, file, problems, f"the profile {name}")
    fields.allow(PROFILE_KEYS)
    if not fields.has("about"):
        fields.problem("a profile says what it is `about`")
    edits = [_edit(name, key, node, file, problems) for key, node in fields.mapping("edits").items()]
    includes = fields.texts("includes")
    if not edits and not includes:
        fields.problem("a profile has `edits`, or `includes` other profiles")
    if len(problems) > before:
        return None
    return Profile(name, f"{file}:1", fields.text("about"), includes, tuple(edit for edit in edits if edit))


def _edit(profile: str, key: str, node: Node, file: str, problems: list[Problem]) -> Edit | None:
    fields = Fields(node, file, problems, f"the edit {key}")
    before = len(problems)
    if not _NAME.fullmatch(key):
        fields.problem(f"an edit's name is of small letters, digits, - and _, not {key!r}")
    is_config = fields.has("file") or fields.has("set")
    fields.allow({**SHARED_KEYS, **(CONFIG_KEYS if is_config else SOURCE_KEYS)})
    for needed in ("why", "examples", *(("file", "set") if is_config else ("find",))):
        if not fields.has(needed):
            fields.problem(f"the edit {key} has no {needed!r}")
    assume = fields.mapping("assume")
    if len(assume) > 1:
        fields.problem("`assume` has one name, with what it means", "assume")
    shared: dict[str, object] = {
        "name": f"{profile}/{key}",
        "where": f"{file}:{node.key_line or node.line}",
        "why": _line(fields.text("why")),
        "changes": _line(fields.text("changes")),
        "assume": next(iter(assume), ""),
        "assumption": next((_line(str(text.value)) for text in assume.values()), ""),
        "examples": tuple(_example(item, file, problems) for item in fields.items("examples")),
    }
    if is_config:
        return _config_edit(fields, shared) if len(problems) == before else None
    edit = _source_edit(fields, shared)
    return edit if len(problems) == before else None


def _line(text: str) -> str:
    return " ".join(text.split())


def _config_edit(fields: Fields, shared: dict[str, object]) -> ConfigEdit | None:
    file = fields.text("file")
    if "/" in file or not file.endswith(".json"):
        fields.problem(f"`file` is the name of a JSON file, without a folder, not {file!r}", "file")
    values = {key: node.plain() for key, node in fields.mapping("set").items()}
    return ConfigEdit(file=file, values=values, **shared)  # type: ignore[arg-type]


def _source_edit(fields: Fields, shared: dict[str, object]) -> SourceEdit | None:
    find = _patterns(fields, "find")
    holes = frozenset.intersection(*(pattern.holes for pattern in find)) if find else frozenset[str]()
    actions = [key for key in ("replace", "remove", "move_up") if fields.has(key)]
    if len(actions) != 1:
        fields.problem("an edit has one of `replace`, `remove: true` and `move_up`")
        return None
    replace = _pattern(fields.text("replace"), fields, "replace") if fields.has("replace") else None
    if fields.has("remove") and fields.values["remove"].value is not True:
        fields.problem("`remove` is true, or not there", "remove")
    expressions = [pattern.expression is not None for pattern in find]
    if replace is not None:
        if any(expression != (replace.expression is not None) for expression in expressions):
            fields.problem("`find` and `replace` are both expressions, or both statements", "replace")
        if any(hole.startswith("*") for hole in replace.holes):
            fields.problem("`replace` has no holes for statements: `move_up` keeps them", "replace")
        _known(replace.holes, holes, fields, "replace")
    elif any(expressions):
        fields.problem(f"`{actions[0]}` goes with a pattern of statements, not of an expression", actions[0])
    if fields.has("move_up") and any(len(pattern.tree.body) < 2 for pattern in find):
        fields.problem("`move_up` needs two statements or more", "move_up")
    if fields.has("in") and fields.text("in") != "module":
        fields.problem("`in` is `module`, or not there", "in")
    one_of, only, has = (_by_hole(fields, key, holes) for key in ("one_of", "only", "has"))
    lists = {key: fields.texts(key) for key in ("number", "floating", "move_up")}
    for key, names in lists.items():
        _known(names, holes, fields, key)
    return SourceEdit(
        find=find,
        action=actions[0],  # type: ignore[arg-type]
        replace=replace,
        move=lists["move_up"],
        done=_patterns(fields, "done"),
        near=fields.texts("near"),
        of_module=fields.has("in"),
        one_of=one_of,
        only=only,
        has=has,
        number=lists["number"],
        floating=lists["floating"],
        **shared,  # type: ignore[arg-type]
    )


def _known(names: Iterable[str], holes: frozenset[str], fields: Fields, key: str) -> None:
    for name in sorted(set(names) - holes):
        there = ", ".join(f"${hole}" for hole in sorted(holes)) or "none"
        fields.problem(f"`{key}` names ${name}, a hole that not every pattern of `find` has; there are: {there}", key)


def _patterns(fields: Fields, key: str) -> tuple[Pattern, ...]:
    """A text or a list of texts."""
    if not fields.has(key):
        return ()
    texts = fields.texts(key) if isinstance(fields.values[key].value, list) else (fields.text(key),)
    found = [_pattern(text, fields, key) for text in texts if text]
    return tuple(pattern for pattern in found if pattern is not None)


def _pattern(text: str, fields: Fields, key: str) -> Pattern | None:
    try:
        return Pattern(text.strip("\n")) if text else None
    except PatternError as error:
        fields.problem(f"`{key}`: {error}", key)
        return None


def _by_hole(fields: Fields, key: str, holes: frozenset[str]) -> dict[str, tuple[Pattern, ...]]:
    found: dict[str, tuple[Pattern, ...]] = {}
    inner = Fields(fields.values[key], fields.file, fields.problems, f"`{key}`") if fields.has(key) else None
    for name in fields.mapping(key) if inner is not None else ():
        bare = name.removeprefix("*")
        if f"*{bare}" in holes:
            name_known = f"*{bare}"
        else:
            name_known = bare
        _known([name_known], holes, fields, key)
        assert inner is not None
        patterns = _patterns(inner, name)
        wrong = [p for p in patterns if (p.expression is not None) == name_known.startswith("*")]
        if wrong and key != "has":
            fields.problem(f"`{key}`: ${name_known} stands for the other kind, expression or statements", key)
        if key == "has" and not name_known.startswith("*"):
            fields.problem(f"`has` is for holes that stand for statements, not for ${bare}", key)
        found[bare] = patterns
    return found


def _example(node: Node, file: str, problems: list[Problem]) -> Example:
    fields = Fields(node, file, problems, "an example")
    fields.allow(EXAMPLE_KEYS)
    if fields.has("after") == fields.has("left"):
        fields.problem("an example has either `after` or `left`")
    return Example(
        f"{file}:{node.line}",
        _text(fields, "before"),
        _text(fields, "after") if fields.has("after") else None,
        fields.text("left"),
        fields.texts("assume"),
    )


def _text(fields: Fields, key: str) -> str:
    """A text with its white space."""
    if not fields.text(key):
        if not fields.has(key):
            fields.problem(f"an example has no {key!r}")
        return ""
    return str(fields.values[key].value)
