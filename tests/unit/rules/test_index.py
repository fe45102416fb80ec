"""The compiled index: same rules, made anew when anything changes, no trouble with the cache folder."""

from __future__ import annotations

import os
import pickle
import stat
import time
from pathlib import Path

import pytest

from paconvert_ng.rules import RuleError, compile, index, load_rules, stored
from paconvert_ng.rules import __main__ as command
from paconvert_ng.rules.loader import read_rule_files
from paconvert_ng.rules.locate import data_folder as real_data_folder
from paconvert_ng.rules.signatures import source_signatures

RULES = """
torch.einsum: {to: paddle.einsum, unproved: t}
torch.cat: {to: paddle.cat, unproved: t}
torch.nn.functional.hardtanh:
  to: paddle.nn.functional.hardtanh(input, min=min_val, max=max_val)
  only: {inplace: [false]}
  unproved: t
"""


def count_builds(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    built: list[str] = []
    original = compile.compile_rules

    def counting(version: str, extra: tuple[str, ...], strict: bool, key: str) -> bytes:
        built.append(version)
        return original(version, extra, strict, key)

    monkeypatch.setattr(compile, "compile_rules", counting)
    return built


def test_every_rule_survives_the_index() -> None:
    loaded = read_rule_files([real_data_folder()], source_signatures(), "3.3.1")
    for rule in loaded.rules.values():
        assert index.decode_rule(index.encode_rule(rule)) == rule


def test_same_rules_from_the_second_load(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    built = count_builds(monkeypatch)
    first, second = load_rules(), load_rules()
    assert built == ["3.3.1"]
    assert dict(first.rules) == dict(second.rules)
    assert set(first.rules) == {"torch.einsum", "torch.cat", "torch.nn.functional.hardtanh"}
    assert "torch.abs" not in second.rules and second.rules.get("torch.abs") is None
    assert second.aliases["torch.concat"] == "torch.cat"
    assert second.modules == {"torch.nn": "paddle.nn"}
    copy = pickle.loads(pickle.dumps(second))
    assert copy.rules["torch.einsum"] == second.rules["torch.einsum"]


def test_rebuilt_when_a_rule_changes(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = data_folder / "own.yaml"
    path.write_text(RULES, encoding="utf-8")
    built = count_builds(monkeypatch)
    load_rules()
    before = path.stat()
    path.write_text(RULES.replace("paddle.cat", "paddle.abs").replace("torch.cat", "torch.abs"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))  # same time, same size: only the content differs
    assert load_rules().rules["torch.abs"].drop_in == "paddle.abs"
    assert len(built) == 2


def test_rebuilt_when_modules_helpers_or_files_change(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    keys = {index.index_key("3.3.1", (), True)}
    (data_folder / "modules.yaml").write_text("torch.optim: paddle.optimizer\n", encoding="utf-8")
    keys.add(index.index_key("3.3.1", (), True))
    (tmp_path / "paconvert_ng" / "runtime" / "more.py").write_text("def another(): pass\n", encoding="utf-8")
    keys.add(index.index_key("3.3.1", (), True))
    (data_folder / "own.yaml").rename(data_folder / "renamed.yaml")
    keys.add(index.index_key("3.3.1", (), True))
    keys.add(index.index_key("3.0.0", (), True))
    keys.add(index.index_key("3.3.1", (str(data_folder / "renamed.yaml"),), True))
    assert len(keys) == 6


def test_unwritable_cache(data_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "file" / "below"))
    assert len(load_rules().rules) == 3
    assert len(load_rules().rules) == 3


def test_failing_write_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(stored.os, "replace", refuse)
    with pytest.raises(PermissionError):
        stored.write_atomically(tmp_path / "x.idx", b"content")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("damage", [b"", b"{", b"no json\nbody", b'{"format": 0}\n', None])
def test_damaged_index_is_made_anew(data_folder: Path, damage: bytes | None) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    load_rules()
    (kept,) = stored.cache_folder().glob("*.idx")
    kept.write_bytes(damage if damage is not None else kept.read_bytes()[:-5])
    assert load_rules().rules["torch.cat"].drop_in == "paddle.cat"
    assert len(load_rules().rules) == 3


def test_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PACONVERT_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert stored.cache_folder() == tmp_path / "paconvert_ng"
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "own"))
    assert stored.cache_folder() == tmp_path / "own"


def test_old_indexes_are_removed(data_folder: Path) -> None:
    for number in range(stored.KEPT_FILES + 4):
        (data_folder / "own.yaml").write_text(RULES + "\n" * number, encoding="utf-8")
        load_rules()
    assert len(list(stored.cache_folder().glob("*.idx"))) == stored.KEPT_FILES


def test_faulty_rules(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_folder / "own.yaml").write_text(RULES + "torch.relu: {to: paddle.relu, unproved: t}\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"rules/own\.yaml:8: Paddle 3\.3\.1 has no paddle\.relu"):
        load_rules()
    assert pickle.loads(pickle.dumps(pytest.raises(RuleError, load_rules).value)).problems
    for _ in range(2):  # compiled, then from the cache
        with pytest.warns(UserWarning, match="1 problems in rule files"):
            assert len(load_rules(strict=False).rules) == 3
    monkeypatch.setenv("PACONVERT_STRICT_RULES", "0")
    with pytest.warns(UserWarning, match="1 problems"):
        load_rules()


def test_extra_folder(data_folder: Path, tmp_path: Path) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    extra = tmp_path / "extra"
    extra.mkdir()
    (extra / "mine.yaml").write_text("torch.cat: {leave: not mine}\n", encoding="utf-8")
    assert load_rules(extra=(str(extra),)).rules["torch.cat"].leave == "not mine"
    assert load_rules().rules["torch.cat"].drop_in == "paddle.cat"
    with pytest.raises(FileNotFoundError):
        load_rules(extra=(str(tmp_path / "nowhere"),))


def test_prebuilt_index_is_used(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    assert command.main(["--index", str(data_folder / "index")]) == 0
    built = count_builds(monkeypatch)
    assert len(load_rules().rules) == 3
    assert built == []


def test_command_lists_problems(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    assert command.main([]) == 0
    (data_folder / "bad.yaml").write_text("torch.relu: {to: paddle.relu, unproved: t}\n", encoding="utf-8")
    assert command.main([]) == 1
    out = capsys.readouterr().out
    assert "rules/bad.yaml:1: Paddle 3.3.1 has no paddle.relu" in out and "1 problems" in out
    assert command.main(["own.yaml"]) == 0


def test_written_for_its_owner_alone(data_folder: Path) -> None:
    (data_folder / "own.yaml").write_text(RULES, encoding="utf-8")
    load_rules()
    (kept,) = stored.cache_folder().glob("*.idx")
    assert not stat.S_IMODE(kept.stat().st_mode) & 0o022


def test_speed(data_folder: Path) -> None:
    """A thousand rules load in some 15 ms; the limit leaves room for a busy machine."""
    source = source_signatures()
    names = [name for name in source if source.signatures(name) and source.canonical(name) == name]
    text = "".join(
        f"{name}:\n  unproved: t\n  variants:\n  - {{if: option('x') == 1, leave: no}}\n" for name in names[:1200]
    )
    (data_folder / "many.yaml").write_text(text, encoding="utf-8")
    load_rules()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        rules = load_rules()
        times.append(time.perf_counter() - start)
    assert len(rules.rules) == 1200
    assert min(times) < 0.15


def test_a_changed_file_has_another_digest_whatever_was_noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACONVERT_CACHE_DIR", str(tmp_path / "cache"))
    file = tmp_path / "a.yaml"
    file.write_text("one", encoding="utf-8")
    first = stored.content_digest([file], "salt")
    assert stored.content_digest([file], "salt") == first != stored.content_digest([file], "other")
    file.write_text("two", encoding="utf-8")
    assert stored.content_digest([file], "salt") != first
    file.write_text("one", encoding="utf-8")
    assert stored.content_digest([file], "salt") == first
    for note in (tmp_path / "cache").iterdir():
        note.write_bytes(b"damaged")
    assert stored.content_digest([file], "salt") == first
