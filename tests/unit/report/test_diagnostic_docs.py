from __future__ import annotations

import re
from pathlib import Path

from paconvert_ng.diagnostics.finding import CODES

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_every_code_has_a_section_under_its_title_and_no_other_code_has_one() -> None:
    text = (DOCS / "diagnostics.md").read_text(encoding="utf-8")
    sections = re.findall(r"^### (PC\d+): (.*)$", text, re.MULTILINE)
    assert sections == [(code, title) for code, (_, title) in CODES.items()]


def test_every_section_says_what_to_do() -> None:
    text = (DOCS / "diagnostics.md").read_text(encoding="utf-8")
    for section in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        code = section[:5]
        assert "**What to do**" in section, code


def test_the_command_page_names_every_option_and_exit_code() -> None:
    from paconvert_ng.cli.arguments import _parser

    text = (DOCS / "command.md").read_text(encoding="utf-8")
    for action in _parser()._actions:
        assert any(f"`{option}" in text for option in action.option_strings), action.option_strings
    for code in (0, 1, 2, 3, 130):
        assert f"| {code} |" in text
