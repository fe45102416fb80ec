"""Manifests of each kind, the names of repos, and everything that can be wrong with either."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from paconvert_ng.batch.manifest import ManifestError, Repo, read_manifest, size
from paconvert_ng.batch.names import derived, name_problem
from paconvert_ng.options import Options


@pytest.fixture(autouse=True)
def repos(tmp_path: Path) -> Path:
    for name in ("a/model", "b/model", "b/other one", "b/模型", "c"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "b/file.py").write_text("")
    return tmp_path


def read(folder: Path, text: str, name: str = "manifest.txt") -> list[Repo]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_manifest(path, Options())


def problems(folder: Path, text: str, name: str = "manifest.yaml") -> list[str]:
    with pytest.raises(ManifestError) as raised:
        read(folder, text, name)
    return [line.replace(f"{folder}/", "") for line in str(raised.value).splitlines()]


def sources(found: list[Repo], folder: Path) -> dict[str, str]:
    return {repo.name: os.path.relpath(repo.source, folder) for repo in found}


def test_lines_are_paths_and_globs_from_where_the_manifest_lies(repos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    found = read(repos, f"\ufeff# repos\n\n  b/*\r\n{repos}/c\n./c\n")
    assert sources(found, repos) == {"model": "b/model", "other one": "b/other one", "模型": "b/模型", "c": "c"}


def test_names_that_would_collide_get_the_folder_above(repos: Path) -> None:
    assert sources(read(repos, "*/model\nc\n"), repos) == {"a--model": "a/model", "b--model": "b/model", "c": "c"}


def test_a_name_chosen_by_hand_is_not_given_to_another(repos: Path) -> None:
    found = read(repos, "- path: c\n  name: model\n- a/model\n", "m.yaml")
    assert sources(found, repos) == {"model": "c", "a--model": "a/model"}


def test_names_that_differ_only_for_some_file_systems_collide() -> None:
    assert derived(["/x/Net", "/y/net", "/z/é", "/w/e\u0301"]) == ["x--Net", "y--net", "z--é", "w--e\u0301"]


def test_a_derived_name_can_be_shown_and_is_no_option() -> None:
    assert derived(["/x/a\nb", "/x/.git", "/x/-o", "/x/\udcff"]) == ["a_b", "_git", "_o", "_"]
    assert not any(map(name_problem, derived(["/x/a\nb", "/x/.git", "/x/-o", "/x/\udcff", "/"])))


@pytest.mark.parametrize("name", ["", " ", ".", "..", "a/b", "a\\b", ".hidden", "-o", "a\nb", "x" * 201, "\x1b[2J"])
def test_what_no_folder_may_be_called(name: str) -> None:
    assert name_problem(name)


def test_a_folder_of_repos(repos: Path) -> None:
    (repos / "b/.git").mkdir()
    (repos / "b/out").mkdir()
    os.symlink("loop", repos / "b/loop")
    found = read_manifest(repos / "b", Options(), (repos / "b/out",))
    assert sorted(sources(found, repos)) == ["model", "other one", "模型"]


def test_a_link_gives_its_own_name_and_is_the_same_repo(repos: Path) -> None:
    os.symlink("../c", repos / "b/current")
    assert sources(read(repos, "b/current\n"), repos) == {"current": "c"}
    assert sources(read(repos, "c\nb/current\n"), repos) == {"c": "c"}


def test_yaml_with_options(repos: Path) -> None:
    (repos / "b/verify.yaml").write_text("entry: net:Net\ninputs:\n  x: f32 2x3\n")
    found = read(
        repos,
        """\
defaults:
  exclude: tests
  timeout: 60
repos:
  - c
  - path: b/model
    name: second
    exclude: [docs, data]
    linear: paddle
    rewrite_docs: true
    timeout: 5.5
    memory: 1.5G
    rules: own
    with_packages: [timm, "x=pkg/x"]
    verify: b/verify.yaml
""",
        "m.yaml",
    )
    first, second = found
    assert (first.name, first.options.exclude, first.timeout, first.verify) == ("c", ("tests",), 60.0, None)
    assert second.options == Options(
        exclude=("docs", "data"),
        linear="paddle",
        rewrite_docs=True,
        rules=(f"{repos}/own",),
        with_packages=("timm", f"x={repos}/pkg/x"),
    )
    assert (second.name, second.timeout, second.memory) == ("second", 5.5, 3 << 29)
    assert second.verify == {"entry": "net:Net", "inputs": {"x": "f32 2x3"}}


def test_the_same_repo_twice_is_one_unless_it_is_converted_in_two_ways(repos: Path) -> None:
    assert sources(read(repos, "c\nc\n./c\n"), repos) == {"c": "c"}
    found = read(repos, "- c\n- {path: c, name: other, linear: paddle}\n", "m.yaml")
    assert sources(found, repos) == {"c": "c", "other": "c"}


def test_an_entry_of_its_own_goes_before_a_glob(repos: Path) -> None:
    found = read(repos, "- b/*\n- {path: b/model, timeout: 5}\n", "m.yaml")
    assert {repo.name: repo.timeout for repo in found} == {"other one": 0, "模型": 0, "model": 5}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- gone\n", "m.yaml:1: no such folder: gone"),
        ("- c\n- x*/y\n", "m.yaml:2: no folder matches x*/y"),
        ("- b/file.py\n", "m.yaml:1: not a folder: b/file.py"),
        ("- {path: c, name: ../c}\n", "m.yaml:1: the name '../c' is a path, and not the name of a folder"),
        ("- {path: 'b/*', name: x}\n", "m.yaml:1: b/* matches 3 folders, which cannot share a name"),
        ("- {path: c, timeout: soon}\n", "m.yaml:1: timeout is a number of seconds, not 'soon'"),
        ("- {path: c, timeout: -1}\n", "m.yaml:1: timeout is a number of seconds, not -1"),
        ("- {path: c, memory: lots}\n", "m.yaml:1: a size is a number such as 2G or 500M, not 'lots'"),
        ("- {path: c, linear: [torch]}\n", "m.yaml:1: linear is a text, not ['torch']"),
        ("- {path: c, rewrite_docs: maybe}\n", "m.yaml:1: rewrite_docs is true or false, not 'maybe'"),
        ("- {path: c, exclude: {a: b}}\n", "m.yaml:1: exclude is a text or a list of texts, not {'a': 'b'}"),
        ("- {name: c}\n", "m.yaml:1: a repo is a path, or a mapping with path"),
        ("- {path: c, jobs: 2}\n", "m.yaml:1: unknown key 'jobs'"),
        ("- {path: c, path: a}\n", "duplicate key 'path'"),
        ("- {path: c, verify: gone.yaml}\n", "m.yaml:1: verify: gone.yaml: No such file or directory"),
        ("- {path: c, verify: {inputs: {}}}\n", "m.yaml:1: verify: the spec: entry says what to build"),
        ("- [\n", "not valid YAML"),
        ("repo: [c]\n", "m.yaml:1: unknown key 'repo'"),
        ("just text\n", "m.yaml: a list of repos is expected, or a mapping with repos and defaults"),
        ("", "no repos in m.yaml"),
        ("[]\n", "no repos in m.yaml"),
        ("- {path: c, name: x}\n- {path: a/model, name: X}\n", "two repos are called X"),
        ("- c\n- {path: c, linear: paddle}\n", "two repos are called"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(repos: Path, text: str, said: str) -> None:
    assert any(said in line for line in problems(repos, text, "m.yaml"))


def test_all_problems_are_said_at_once(repos: Path) -> None:
    assert len(problems(repos, "- gone\n- x*\n- {path: c, timeout: 0}\n")) == 3
    assert problems(repos, "\n".join(f"gone{n}" for n in range(50)), "m.txt")[-1] == "... 30 more"


def test_manifests_that_are_none(repos: Path) -> None:
    (repos / "binary.txt").write_bytes(b"\xff\xfe\x00")
    os.mkfifo(repos / "fifo")
    (repos / "empty").mkdir()
    os.symlink("loop", repos / "loop")
    for name, said in (
        ("gone", "no such manifest"),
        ("loop", "no such manifest"),
        ("binary.txt", "not a text in UTF-8"),
        ("fifo", "neither a file nor a folder"),
        ("empty", "no repos in"),
    ):
        with pytest.raises(ManifestError, match=said):
            read_manifest(repos / name, Options())


def test_a_path_with_the_characters_of_a_glob_is_taken_as_it_is(repos: Path) -> None:
    (repos / "v[1]").mkdir()
    assert sources(read(repos, "v[1]\n"), repos) == {"v[1]": "v[1]"}


@pytest.mark.parametrize(("text", "bytes_"), [("10", 10), ("2K", 2048), ("1.5M", 3 << 19), ("2GiB", 2 << 30)])
def test_sizes(text: str, bytes_: int) -> None:
    assert size(text) == bytes_
