"""The pages of docs/rules/ say what the rules do, and their examples are what the converter writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paconvert_ng.cli.rules import docs
from paconvert_ng.cli.rules.base import Base, load_base
from paconvert_ng.cli.rules.docs import write_docs
from paconvert_ng.cli.rules.pages import pages

MINE = """\
torch.ones:
  to: paddle.ones
  tests:
    - {call: "torch.ones(2, 3)"}
torch.cumsum:
  variants:
    - {if: is_none(dtype), to: "paddle.cumsum(input, dim)"}
  only: {out: [null]}
  note: a note with a | bar and *stars*
  tests:
    - {call: "torch.cumsum(x, 1)", with: {x: f32 2x3}}
torch.cov:
  helper: helper.torch_cov
  unproved: a trial
torch.fx.Graph:
  leave: a trial with `code`
"""


@pytest.fixture(scope="module")
def base() -> Base:
    return load_base("3.3.1")


@pytest.fixture(scope="module")
def mine(base: Base, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of a few rules alone."""
    path = tmp_path_factory.mktemp("rules") / "mine.yaml"
    path.write_text(MINE, encoding="utf-8")
    loaded = load_base("3.3.1", [str(path)]).loaded
    rules = {name: rule for name, rule in loaded.rules.items() if rule.where.startswith(path.as_posix())}
    tests = [test for test in loaded.tests if test.rule in rules]
    return pages(Base("3.3.1", type(loaded)(rules, {}, tests, [], []), base.source))


def row(page: str, name: str) -> list[str]:
    """The cells of an API's row."""
    line = next(line for line in page.splitlines() if line.startswith(f"| `{name}"))
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def test_a_drop_in_differs_in_nothing(mine: dict[str, str]) -> None:
    call, target, differs, example = row(mine["torch.md"], "ones")
    assert call.startswith("`ones(")
    assert (target, differs) == ("`paddle.ones`", "nothing")
    assert example == "`torch.ones(2, 3)` → `paddle.ones(2, 3)`"


def test_conditions_restrictions_and_notes_are_told(mine: dict[str, str]) -> None:
    _, target, differs, example = row(mine["torch.md"], "cumsum")
    assert target.startswith("`paddle.cumsum(input, dim)` if `is_none(dtype)`")
    assert "`out`" in differs
    assert differs.endswith(r"a note with a \| bar and \*stars\*")
    assert example.startswith("`torch.cumsum(x, 1)` → `paddle")


def test_unproved_and_left_are_told(mine: dict[str, str]) -> None:
    _, target, differs, example = row(mine["torch.md"], "cov")
    assert target == "`helper.torch_cov`"
    assert differs.endswith("*unproved*: a trial")
    assert not example
    assert "- `Graph`: a trial with `code`" in mine["torch.fx.md"]
    assert "| [torch](torch.md) | 2 | 1 | 0 |" in mine["README.md"]


def test_every_rule_is_on_one_page(base: Base) -> None:
    found = pages(base)
    text = "\n".join(found.values())
    for name, rules in base.by_namespace().items():
        assert len(set(rules)) == len(rules)
        for rule in rules:
            assert f"`{rule.name.removeprefix(f'{name}.')}" in found[f"{name}.md"], rule.name
    assert "\n\n\n" not in text
    for page in found.values():
        for line in page.splitlines():
            assert not line.startswith("| `") or len(re.split(r"(?<!\\)\|", line)) == 6, line


def test_check_names_stale_pages_and_writing_mends_them(
    base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "checkout", lambda: tmp_path)
    monkeypatch.setattr(docs, "pages", lambda _: {"torch.md": "new\n", "README.md": "index\n"})
    folder = tmp_path / "docs" / "rules"
    folder.mkdir(parents=True)
    (folder / "torch.md").write_text("old\n", encoding="utf-8")
    (folder / "gone.md").write_text("gone\n", encoding="utf-8")
    assert write_docs(base, True) == 1
    out = capsys.readouterr().out
    assert [line.split()[0] for line in out.splitlines()] == [
        "docs/rules/README.md",
        "docs/rules/gone.md",
        "docs/rules/torch.md",
    ]
    assert write_docs(base, False) == 0
    assert sorted(path.name for path in folder.iterdir()) == ["README.md", "torch.md"]
    assert write_docs(base, True) == 0
