from __future__ import annotations

import pytest

from paconvert_ng.project.globs import matches


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests", "tests"),
        ("tests", "tests/test_a.py"),
        ("tests", "pkg/tests/deep/test_a.py"),
        ("tests/", "pkg/tests/x.py"),
        ("*_test.py", "a/b_test.py"),
        ("pkg/*.py", "pkg/a.py"),
        ("./pkg/*.py", "pkg/a.py"),
        ("pkg/**/*.py", "pkg/a.py"),
        ("pkg/**/*.py", "pkg/x/y/a.py"),
        ("pkg/**", "pkg/x/y"),
        ("**/data", "a/b/data/file.bin"),
        ("a?.py", "x/ab.py"),
        ("[ab].py", "a.py"),
        ("[!ab].py", "c.py"),
        ("[]x].py", "].py"),
        ("a[.py", "a[.py"),
        ("a+b(1).py", "a+b(1).py"),
        ("/pkg", "pkg/a.py"),
        ("[!]].py", "x.py"),
        ("[z-a].py", "[z-a].py"),
        ("pkg\\sub", "pkg/sub/a.py"),
    ],
)
def test_matches(pattern: str, path: str) -> None:
    assert matches(path, [pattern])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tests", "tests_more/a.py"),
        ("tests", "a/mytests"),
        ("pkg/*.py", "pkg/sub/a.py"),
        ("pkg/*.py", "other/pkg/a.py"),
        ("/pkg", "other/pkg/a.py"),
        ("*.py", "a.pyc"),
        ("a?.py", "a/.py"),
        ("[!ab].py", "a.py"),
        ("a.py", "axpy"),
        ("[!]].py", "].py"),
    ],
)
def test_does_not_match(pattern: str, path: str) -> None:
    assert not matches(path, [pattern])


def test_no_pattern_matches_nothing() -> None:
    assert not matches("a.py", [])
