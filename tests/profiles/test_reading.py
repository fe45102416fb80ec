"""Reading profiles: those that come along are sound, mistakes are told with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from paconvert_ng.profiles.find import all_profiles, edits_of, profile_files
from paconvert_ng.profiles.keys import profile_schema
from paconvert_ng.profiles.proof import faults
from paconvert_ng.project.paths import UsageError
from paconvert_ng.rules.errors import Problem, RuleError
from tests.profiles.support import write_profile

GOOD = """\
about: a test
edits:
  one:
    why: because
    find: WIDE = $_
    in: module
    replace: WIDE = False
    examples:
      - before: WIDE = 1
        after: WIDE = False
"""


def test_the_examples_of_all_profiles_hold() -> None:
    problems: list[Problem] = []
    profiles = all_profiles((), problems)
    assert not problems
    assert [profile.name for profile in profiles] == ["onnx", "tpu-mlir"]
    assert not list(faults(profiles))
    for edit in (edit for profile in profiles for edit in profile.edits):
        changed = [e for e in edit.examples if e.after is not None and e.after != e.before]
        assert changed, f"{edit.name} has no example that changes"
        if edit.assume:
            assert any(e.after is None and not e.assume for e in edit.examples), f"{edit.name}: without its assumption"


def test_the_profile_of_the_documents(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "profiles.md").read_text(encoding="utf-8")
    profile = text.partition("```yaml\n")[2].partition("```")[0]
    problems: list[Problem] = []
    profiles = all_profiles((str(write_profile(tmp_path, profile)),), problems)
    assert not problems
    assert not list(faults(profiles))
    mine = next(found for found in profiles if found.name == "mine")
    assert [edit.name for edit in mine.edits] == ["mine/no-debug", "mine/exact-gelu"]
    jsonschema.validate(json.loads(json.dumps(yaml.safe_load(profile))), profile_schema())


def test_the_schema_takes_all_profiles() -> None:
    for path in profile_files().values():
        jsonschema.validate(json.loads(json.dumps(yaml.safe_load(path.read_text()))), profile_schema())


def test_an_included_profile_comes_first_and_once() -> None:
    onnx = [edit.name for edit in edits_of(("onnx",))]
    assert [edit.name for edit in edits_of(("tpu-mlir",))] == [*onnx, "tpu-mlir/compiled-lengths"]
    assert edits_of(("onnx", "tpu-mlir")) == edits_of(("tpu-mlir",))


def test_a_profile_in_a_rule_folder(tmp_path: Path) -> None:
    folder = str(write_profile(tmp_path, GOOD))
    assert [edit.name for edit in edits_of(("mine",), (folder,))] == ["mine/one"]
    assert list(profile_files((folder,))) == ["mine", "onnx", "tpu-mlir"]


def test_a_later_profile_of_the_same_name_counts(tmp_path: Path) -> None:
    folder = str(write_profile(tmp_path, GOOD, "onnx"))
    assert [edit.name for edit in edits_of(("onnx",), (folder,))] == ["onnx/one"]


def test_an_unknown_profile() -> None:
    with pytest.raises(UsageError) as error:
        edits_of(("onx",))
    assert str(error.value) == (
        "--profile: there is no profile 'onx' (did you mean onnx?); known: onnx, tpu-mlir; "
        "a new one is written in DIR/profiles/onx.yaml, with --rules DIR"
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("about: a test\n", "", 1, "a profile says what it is `about`"),
        ("    why: because\n", "", 3, "the edit one has no 'why'"),
        ("why:", "whi:", 4, "unknown key 'whi' in the edit one; did you mean 'why'?"),
        ("find: WIDE = $_", "find: WIDE = = $_", 5, "`find`: not Python"),
        ("find: WIDE = $_", "find: WIDE", 7, "both expressions, or both statements"),
        ("replace: WIDE = False", "replace: WIDE = $x", 7, "names $x, a hole that not every pattern of `find` has"),
        ("replace: WIDE = False", "remove: yes", 7, "`remove` is true"),
        ("replace: WIDE = False", "move_up: []", 7, "needs two statements"),
        ("    replace: WIDE = False\n", "", 3, "one of `replace`, `remove: true` and `move_up`"),
        ("in: module", "in: class", 6, "`in` is `module`"),
        ("in: module", "number: [x]", 6, "`number` names $x"),
        ("        after: WIDE = False\n", "", 9, "either `after` or `left`"),
        ("  one:", "  One:", 3, "small letters"),
        ("edits:", "edit:", 2, "did you mean 'edits'?"),
        ("in: module", "in: module\n    in: module", 7, "duplicate key"),
        ("about: a test", "about: a test\nincludes: [none]", 1, "names none, which is no profile"),
        ("in: module", "has: {x: y}", 6, "`has` names $x"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in GOOD
    folder = str(write_profile(tmp_path, GOOD.replace(old, new, 1)))
    with pytest.raises(RuleError) as error:
        edits_of(("mine",), (folder,))
    text = str(error.value)
    assert f"profiles/mine.yaml:{line}: " in text
    assert message in text


def test_an_example_that_does_not_hold(tmp_path: Path) -> None:
    text = GOOD.replace("after: WIDE = False", "after: WIDE = 2")
    text += "      - before: WIDE = False\n        left: wider\n"
    problems: list[Problem] = []
    profiles = all_profiles((str(write_profile(tmp_path, text)),), problems)
    assert not problems
    found = [str(problem).rpartition("profiles/")[2] for problem in faults(profiles)]
    assert found == [
        "mine.yaml:9: mine/one: the example becomes 'WIDE = False', not its `after`",
        "mine.yaml:11: mine/one: no finding says 'wider'",
    ]
