from __future__ import annotations

import pytest

from paconvert_ng.cli.arguments import parse
from paconvert_ng.options import Options


def test_defaults() -> None:
    found = parse(["-i", "src"])
    assert (found.in_dir, found.output_dir, found.log_dir, found.verbose) == ("src", None, None, False)
    assert found.options == Options()


@pytest.mark.parametrize(
    "argv",
    [
        ["-i", "s", "-o", "d"],
        ["--in_dir", "s", "--output_dir", "d"],
        ["--in-dir", "s", "--output-dir", "d"],
        ["--in_dir=s", "--out_dir=d"],
        ["--in-dir=s", "--out-dir", "d"],
    ],
)
def test_spellings(argv: list[str]) -> None:
    found = parse(argv)
    assert (found.in_dir, found.output_dir) == ("s", "d")


def test_every_option() -> None:
    found = parse(
        "-i s --log-dir l --exclude a b --exclude c --include *.py -j 3 --diff --dry-run --strict "
        "--rules r1 --rules r2 --paddle-version 3.0.0 --compute_capability 7.5 --linear paddle --no-cache -v".split()
    )
    assert found.log_dir == "l" and found.verbose
    assert found.options == Options(
        paddle_version="3.0.0",
        compute_capability="7.5",
        linear="paddle",
        rules=("r1", "r2"),
        exclude=("a", "b", "c"),
        include=("*.py",),
        jobs=3,
        diff=True,
        dry_run=True,
        strict=True,
        cache=False,
    )


def test_values_keep_their_hyphens() -> None:
    assert parse(["--in-dir=my-src", "--exclude=a-b"]).in_dir == "my-src"
    assert parse(["--in-dir=my-src", "--exclude=a-b"]).options.exclude == ("a-b",)


@pytest.mark.parametrize(
    "argv",
    [[], ["src"], ["-i", "s", "--unknown"], ["-i", "s", "--linear", "jax"], ["-i", "s", "-j", "x"], ["--in", "s"]],
)
def test_mistakes_exit_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(argv)
    assert ended.value.code == 2
    assert "usage: paconvert" in capsys.readouterr().err


def test_help_names_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse(["--help"])
    assert ended.value.code == 0
    text = capsys.readouterr().out
    for code in ("0 ", "1 ", "2 ", "3 ", "130 "):
        assert f"\n  {code}" in text
