"""docs/batch.md names every option, status and field, and its example is a manifest."""

from __future__ import annotations

import re
from pathlib import Path

from paconvert_ng.batch.jobs import STATUSES, Outcome
from paconvert_ng.batch.manifest import OPTIONS, read_manifest
from paconvert_ng.cli.batch import _parser
from paconvert_ng.options import Options

TEXT = (Path(__file__).parents[2] / "docs/batch.md").read_text(encoding="utf-8")


def words(text: str) -> set[str]:
    """Those in code spans; blocks do not count."""
    spans = re.findall(r"`([^`]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    return set(re.findall(r"[-\w]+", " ".join(spans)))


def test_every_option_is_described_and_no_other() -> None:
    known = {option for action in _parser()._actions for option in action.option_strings}
    section = TEXT.partition("## Options")[2].partition("## ")[0]
    assert {word for word in words(section) if word.startswith("-")} == known


def test_every_key_status_and_field_is_described() -> None:
    assert set(OPTIONS) <= words(TEXT.partition("## The manifest")[2].partition("## ")[0])
    assert set(STATUSES) <= words(TEXT.partition("## What becomes")[2].partition("## ")[0])
    not_shown = {"helper_module"}
    assert set(Outcome.__dataclass_fields__) - not_shown <= words(
        TEXT.partition("## The summary")[2].partition("## ")[0]
    )


def test_the_example_is_a_manifest(tmp_path: Path) -> None:
    for name in ("work/checkouts/slow", "work/checkouts/quick", "work/verify", "Qwen-7B-Chat"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "work/verify/qwen.yaml").write_text("entry: modeling_qwen:QWenModel\n")
    example = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)[0]
    (tmp_path / "work/m.yaml").write_text(example)
    found = {repo.name: repo for repo in read_manifest(tmp_path / "work/m.yaml", Options())}
    assert list(found) == ["quick", "slow", "qwen", "qwen-paddle-layout"]
    assert {name: repo.timeout for name, repo in found.items()} == {
        "quick": 300,
        "slow": 3600,
        "qwen": 300,
        "qwen-paddle-layout": 300,
    }
    assert found["qwen-paddle-layout"].options == Options(exclude=("tests",), linear="paddle")
