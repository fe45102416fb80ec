"""``paconvert weights`` as a command."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.cli.main import main
from tests.weights.conftest import Arrays, bits, read_all


def _run(*arguments: object) -> int:
    with pytest.raises(SystemExit) as raised:
        main(["weights", *map(str, arguments)])
    return int(raised.value.code or 0)


def test_converted_code_needs_no_change(
    folder: Path, arrays: Arrays, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("--in-dir", folder, "--output-dir", tmp_path / "out") == 0
    assert "nothing is renamed, transposed or cast: 8 tensors" in capsys.readouterr().out
    assert read_all(tmp_path / "out") == bits(arrays)
    assert (tmp_path / "out" / "config.json").read_bytes() == (folder / "config.json").read_bytes()


def test_dry_run(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("--in_dir", folder, "--dry_run", "--dtype", "float32") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split("\t") == ["from", "to", "action", "dtype", "shape"]
    assert lines[1].split("\t") == ["embed.weight", "embed.weight", "copy", "F32", "[11, 6]"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name]


def test_an_error_is_one_line(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "model-00002-of-00002.safetensors").unlink()
    assert _run("--in_dir", folder, "--output_dir", tmp_path / "out") == 2
    assert capsys.readouterr().err.startswith("paconvert weights: error: ")
    assert _run("--in_dir", folder / "model-00001-of-00002.safetensors") == 2
    assert "--output_dir is needed" in capsys.readouterr().err


def test_neither_framework_is_loaded(folder: Path, tmp_path: Path) -> None:
    script = (
        "import sys; from paconvert_ng.cli.weights import main; main(sys.argv[1:]);"
        "assert not {'torch', 'paddle', 'libcst'} & set(sys.modules)"
    )
    for format_ in ("safetensors", "bin", "pdparams", "ckpt"):
        arguments = ["--in_dir", folder, "--output_dir", tmp_path / format_, "--format", format_]
        subprocess.run([sys.executable, "-c", script, *map(str, arguments)], check=True, stdout=subprocess.DEVNULL)


@pytest.mark.parametrize(("text", "wanted"), [("5GB", 5 * 10**9), ("1.5g", 15 * 10**8), ("7", 7), ("2 MB", 2 * 10**6)])
def test_sizes(text: str, wanted: int) -> None:
    from paconvert_ng.cli.weights import size

    assert size(text) == wanted


@pytest.mark.parametrize("text", ["", "GB", "-1", "0", "1X"])
def test_no_sizes(folder: Path, text: str) -> None:
    assert _run("--in_dir", folder, f"--max_shard_size={text}") == 2


def test_progress_on_a_terminal(folder: Path, tmp_path: Path) -> None:
    from paconvert_ng.cli.weights import progress_bar
    from paconvert_ng.weights import convert_weights

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    seen: list[tuple[int, int]] = []
    stream = Terminal()
    with progress_bar(stream) as bar:
        assert bar is not None

        def progress(done: int, total: int, name: str) -> None:
            seen.append((done, total))
            bar(done, total, name)

        result = convert_weights(folder, tmp_path / "out", progress=progress)
    assert seen[-1] == (sum(file.size for file in result.files),) * 2
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert stream.getvalue()


def test_the_dry_run_on_a_terminal(folder: Path) -> None:
    from paconvert_ng.weights import Options, convert_weights
    from paconvert_ng.weights.table_text import print_plan

    stream = io.StringIO()
    print_plan(convert_weights(folder, None, Options(dry_run=True)).plan, stream, rich=True)
    assert "embed.weight" in stream.getvalue()
