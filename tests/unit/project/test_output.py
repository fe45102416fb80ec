from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from paconvert_ng.project.output import Output, OutputError, sweep, write_file
from paconvert_ng.project.walk import Entry


@pytest.fixture
def output(tmp_path: Path) -> Output:
    (tmp_path / "in").mkdir()
    (tmp_path / "out").mkdir()
    return Output((tmp_path / "out").resolve(), (tmp_path / "in").resolve())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_write_sets_bytes_and_mode_and_leaves_nothing_else(output: Output) -> None:
    assert output.write("a.py", b"x\r\n", 0o750)
    assert (output.path("a.py").read_bytes(), mode(output.path("a.py"))) == (b"x\r\n", 0o750)
    assert os.listdir(output.root) == ["a.py"]


def test_a_file_that_has_the_bytes_already_is_not_written_again(output: Output) -> None:
    output.write("a.py", b"x", 0o644)
    before = output.path("a.py").stat()
    assert not output.write("a.py", b"x", 0o755)
    after = output.path("a.py").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert mode(output.path("a.py")) == 0o755


def test_write_replaces_a_link_and_leaves_what_it_led_to(output: Output) -> None:
    original = output.source / "a.py"
    original.write_bytes(b"original")
    output.path("a.py").symlink_to(original)
    assert output.write("a.py", b"converted")
    assert original.read_bytes() == b"original"
    assert not output.path("a.py").is_symlink()


def test_copy_keeps_bytes_mode_and_time_and_is_done_once(output: Output) -> None:
    source = output.source / "run.sh"
    source.write_bytes(b"\0\xff\r\n")
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert output.copy(source, "run.sh", 0o755)
    copied = output.path("run.sh")
    assert (copied.read_bytes(), mode(copied), copied.stat().st_mtime) == (b"\0\xff\r\n", 0o755, 1_000_000_000)
    assert not output.copy(source, "run.sh", 0o755)
    source.write_bytes(b"\0\xfe\r\n")
    assert output.copy(source, "run.sh", 0o755)
    assert copied.read_bytes() == b"\0\xfe\r\n"


def test_a_large_copy_is_known_by_size_and_time(output: Output) -> None:
    source = output.source / "weights.bin"
    source.write_bytes(b"a" * (2 << 20))
    assert output.copy(source, "weights.bin", 0o644)
    assert not output.copy(source, "weights.bin", 0o644)
    source.write_bytes(b"b" * (2 << 20))
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert output.copy(source, "weights.bin", 0o644)
    assert output.path("weights.bin").read_bytes()[:1] == b"b"


def test_a_source_that_cannot_be_read_is_no_output_error(output: Output) -> None:
    with pytest.raises(FileNotFoundError):
        output.copy(output.source / "gone", "gone", 0o644)
    assert os.listdir(output.root) == []


def test_links_are_made_and_replaced(output: Output) -> None:
    output.write("b.py", b"")
    output.link("b.py", "a.py")
    output.link("b.py", "a.py")
    assert os.readlink(output.path("b.py")) == "a.py"
    output.link("b.py", "c.py")
    assert os.readlink(output.path("b.py")) == "c.py"
    assert os.listdir(output.root) == ["b.py"]


def test_folder_modes_are_set_last_and_a_rerun_can_write(output: Output) -> None:
    folder = Entry("folder", "d", 0o555)
    for content in (b"1", b"2"):
        output.make_folder("d")
        assert mode(output.path("d")) & 0o700 == 0o700
        output.write("d/a.py", content)
        output.finish([folder])
        assert mode(output.path("d")) == 0o555
    assert output.path("d/a.py").read_bytes() == b"2"
    output.path("d").chmod(0o755)


def test_nothing_is_written_through_a_link_into_the_input(output: Output) -> None:
    (output.source / "pkg").mkdir()
    output.path("pkg").symlink_to(output.source / "pkg")
    with pytest.raises(OutputError, match="leads into the input folder"):
        output.make_folder("pkg")
    with pytest.raises(OutputError, match="leads into the input folder"):
        output.make_folder("pkg/sub")
    assert os.listdir(output.source / "pkg") == []


def test_a_link_to_another_disk_is_the_users_choice(output: Output, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    output.path("data").symlink_to(tmp_path / "disk")
    output.make_folder("data")
    output.write("data/a", b"x")
    assert (tmp_path / "disk/a").read_bytes() == b"x"


def test_an_output_below_the_input_may_be_written(output: Output) -> None:
    nested = Output(output.source / "out", output.source)
    nested.make_folder("")
    nested.make_folder("pkg")
    assert nested.write("pkg/a.py", b"x")


def test_an_output_above_the_input_does_not_overwrite_it(tmp_path: Path) -> None:
    (tmp_path / "src/src").mkdir(parents=True)
    above = Output(tmp_path.resolve(), (tmp_path / "src").resolve())
    above.make_folder("")
    with pytest.raises(OutputError, match="leads into the input folder"):
        above.make_folder("src")


def test_what_is_in_the_way_is_named_in_one_line(output: Output) -> None:
    output.write("pkg", b"")
    with pytest.raises(OutputError, match=r"\Acannot write .*/pkg: is in the way and not a folder\Z"):
        output.make_folder("pkg")
    output.make_folder("a.py")
    output.write("a.py/x", b"")
    with pytest.raises(OutputError, match=r"\Acannot write .*a\.py: .*\Z"):
        output.write("a.py", b"x")
    assert sorted(os.listdir(output.root)) == ["a.py", "pkg"]


def test_an_error_while_writing_leaves_the_old_file(output: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    output.write("a.py", b"old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        output.write("a.py", b"new")
    assert output.path("a.py").read_bytes() == b"old"
    assert os.listdir(output.root) == ["a.py"]


def test_left_over_temporary_files_of_ended_processes_are_removed(output: Output) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    stale = output.path(f".a.py.paconvert-{ended.pid}.tmp")
    running = output.path(f".a.py.paconvert-{os.getppid()}.tmp")
    author = output.path(".a.py.tmp")
    for path in (stale, running, author):
        path.write_bytes(b"half")
    sweep(output.root)
    assert not stale.exists() and running.exists() and author.exists()


def test_write_file_reports_one_line(tmp_path: Path) -> None:
    write_file(tmp_path / "a", b"x")
    with pytest.raises(OutputError, match="cannot write .*: No such file or directory"):
        write_file(tmp_path / "no/a", b"x")
