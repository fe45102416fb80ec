from __future__ import annotations

from pathlib import Path

import pytest

from paconvert_ng import Options, convert_tree
from paconvert_ng.cli.explain import main as explain
from paconvert_ng.diagnostics.catalog import CATALOG
from paconvert_ng.diagnostics.entry import LANGUAGES, LEVELS, Entry

DOCS = Path(__file__).resolve().parents[3] / "docs"
WITH_PROGRAM = [entry for entry in CATALOG.values() if entry.before]
HUNDREDS = {"PC1": {"unconverted"}, "PC2": {"behaviour", "info"}, "PC3": {"error"}, "PC4": {"info"}}


def codes_of(entry: Entry, text: str, folder: Path) -> set[str]:
    source = folder / "source"
    source.mkdir(exist_ok=True)
    (source / entry.file).write_text(text, encoding="utf-8")
    alone = entry.file.rpartition(".")[2] in ("py", "pyi", "ipynb")
    options = Options(
        rewrite_docs="--rewrite_docs" in entry.options,
        rewrite_config="--rewrite_config" in entry.options,
        profile=("onnx",) if "--profile" in entry.options else (),
        static_graph="--static_graph" in entry.options,
    )
    summary = convert_tree(source / entry.file if alone else source, folder / "out", options=options)
    return {finding.code for finding in summary.diagnostics}


@pytest.mark.parametrize("entry", WITH_PROGRAM, ids=lambda entry: entry.code)
def test_the_example_gets_the_code_and_its_other_form_does_not(entry: Entry, tmp_path: Path) -> None:
    assert entry.code in codes_of(entry, entry.before, tmp_path)
    assert entry.after and entry.code not in codes_of(entry, entry.after, tmp_path)


def test_only_what_no_program_shows_lacks_an_example() -> None:
    """Every method of a tensor has a rule that knows what to do; PC201 is for rules that a user adds.

    PC6xx are about several files of a repository together: tests/unit/hub.
    """
    lacking = {code for code, entry in CATALOG.items() if not entry.before}
    assert lacking == {"PC201", "PC303", "PC304", "PC305", "PC401", "PC601", "PC602", "PC603", "PC604"}


@pytest.mark.parametrize("entry", CATALOG.values(), ids=lambda entry: entry.code)
def test_every_text_is_there_in_both_languages(entry: Entry) -> None:
    assert entry.level in LEVELS and entry.level in HUNDREDS.get(entry.code[:3], set(LEVELS))
    for text in (entry.title, entry.meaning, entry.advice):
        assert text.en.isascii() or "…" in text.en
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)


def test_explain_prints_the_page_of_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    pages = []
    for language in LANGUAGES:
        assert explain(["pc103", "--lang", language]) == 0
        pages.append(capsys.readouterr().out)
    assert "\n".join(pages) == (DOCS / "diagnostics" / "PC103.md").read_text(encoding="utf-8")
    assert explain([]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "PC101 no rule for this API"


def test_explain_refuses_what_is_no_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert explain(["PC101", "PC999"]) == 2
    assert "no such code: PC999" in capsys.readouterr().err


def test_the_command_page_names_every_option_and_exit_code() -> None:
    from paconvert_ng.cli.arguments import _parser

    text = (DOCS / "command.md").read_text(encoding="utf-8")
    for action in _parser()._actions:
        assert any(f"`{option}" in text for option in action.option_strings), action.option_strings
    for code in (0, 1, 2, 3, 130):
        assert f"| {code} |" in text
