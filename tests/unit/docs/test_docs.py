"""The documents say what the code does: options, rule examples, links, and both languages of the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from paconvert_ng import Options, convert_source, convert_tree
from paconvert_ng.cli import export, verify
from paconvert_ng.cli.arguments import _parser
from paconvert_ng.options import DEFAULT_PADDLE_VERSION
from paconvert_ng.rules.compile import load_all

ROOT = Path(__file__).resolve().parents[3]
READMES = ("README.md", "README_zh.md")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("examples/**/*.md"))
)
_BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r"(?<![\w-])(--?[a-z]\w*)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(name: str, language: str | None = None) -> list[str]:
    """The fenced code blocks of a document, of one language if given."""
    return [text for found, text in _BLOCK.findall(read(name)) if language in (None, found)]


def prose(name: str) -> str:
    """A document without its code blocks."""
    return _BLOCK.sub("", read(name))


def anchors(name: str) -> set[str]:
    """The fragments that a document's headings can be linked by."""
    headings = re.findall(r"^#+ (.*)$", prose(name), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", READMES)
def test_every_option_in_the_readme_exists(name: str) -> None:
    known, of_verify, of_export = (
        {option for action in parser._actions for option in action.option_strings}
        for parser in (_parser(), verify._parser(), export._parser())
    )
    commands = [line for block in blocks(name, "bash") for line in block.splitlines() if line.startswith("paconvert")]
    others = []
    for subcommand, options in (("verify", of_verify), ("export", of_export)):
        lines = [line for line in commands if line.startswith(f"paconvert {subcommand}")]
        assert lines and set(_OPTION.findall(" ".join(lines))) <= options
        others += lines
    words = _OPTION.findall(" ".join(line for line in commands if line not in others))
    words += re.findall(r"`(--?[a-z]\w*)[ `]", prose(name))
    assert words
    assert set(words) <= known


@pytest.mark.parametrize("name", READMES)
def test_the_readme_tells_the_default_version(name: str) -> None:
    assert DEFAULT_PADDLE_VERSION in prose(name)


def test_every_rule_in_the_documents_loads(tmp_path: Path) -> None:
    files = []
    for name in ("docs/rule-format.md", "docs/CONTRIBUTING.md"):
        for number, text in enumerate(blocks(name, "yaml")):
            path = tmp_path / f"{Path(name).stem}-{number}.yaml"
            path.write_text(text, encoding="utf-8")
            files.append(path)
    assert len(files) > 5
    # Each is a layer of its own, so that two examples may speak of the same API.
    loaded, _ = load_all(DEFAULT_PADDLE_VERSION, tuple(map(str, files)))
    assert not [str(problem) for problem in loaded.problems if problem.where.startswith(str(tmp_path))]
    names = {name for path in files for name in re.findall(r"^(torch[\w.]*):$", path.read_text(), re.MULTILINE)}
    assert names
    assert all(loaded.rules[name].where.startswith(str(tmp_path)) for name in names)


def test_both_readmes_have_the_same_sections_and_code() -> None:
    english, chinese = READMES
    levels = [re.findall(r"^(#+) ", prose(name), re.MULTILINE) for name in READMES]
    assert levels[0] == levels[1]
    assert [_code(text) for text in blocks(english)] == [_code(text) for text in blocks(chinese)]
    tables = [re.findall(r"^\| (`[^|]*`) \|", prose(name), re.MULTILINE) for name in READMES]
    assert tables[0] == tables[1]


def _code(text: str) -> str:
    """A block without its comments, which may be translated."""
    return re.sub(r"#.*", "", text)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_relative_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", prose(name)):
        if "://" in target:
            continue
        path, _, fragment = target.partition("#")
        file = (ROOT / name).parent / path if path else ROOT / name
        assert file.exists(), target
        if fragment:
            assert fragment in anchors(file.resolve().relative_to(ROOT).as_posix()), target


@pytest.mark.parametrize("name", DOCUMENTS)
def test_named_files_exist(name: str) -> None:
    """Paths of this project in backticks: ``scripts/demo.sh``, ``docs/command.md``."""
    for path in re.findall(r"`((?:docs|scripts|rules|tests|examples|paconvert_ng)/[\w./-]*\w/?)[` ]", prose(name)):
        assert (ROOT / path).exists(), path


def test_the_example_in_the_readme_is_what_is_converted(tmp_path: Path) -> None:
    text = next(block for block in blocks("README.md", "python") if "# after" in block)
    header, *lines = text.splitlines()
    column = header.index("# after")
    before = [line[:column].rstrip() for line in lines]
    after = [line[column:].rstrip() for line in lines]
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "block.py").write_text("\n".join(before) + "\n", encoding="utf-8")
    convert_tree(package, tmp_path / "out", options=Options(cache=False))
    converted = (tmp_path / "out" / "block.py").read_text(encoding="utf-8")
    assert [line for line in converted.splitlines() if line] == [line for line in after if line]


def test_the_mark_in_the_readme_is_what_is_written() -> None:
    text = next(block for block in blocks("README.md", "python") if "# paconvert[" in block)
    source = "".join(line for line in text.splitlines(keepends=True) if "# paconvert[" not in line)
    assert convert_source(f"import torch\n\n\n{source}").code.endswith(text)
