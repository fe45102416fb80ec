"""The engine of ``--to torch``: only the edits of profiles are made, by who calls it; all else stays as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from paconvert_ng.project.engine import failure_code, fingerprint, parse_problem


class Same(NamedTuple):
    """The result for a text: the text."""

    code: str
    diagnostics: tuple[Any, ...] = ()
    converted: tuple[tuple[str, bool], ...] = ()
    helpers: frozenset[str] = frozenset()
    receivers: tuple[Any, ...] = ()
    edited: tuple[tuple[int, int, int, int], ...] = ()


class NoTree:
    """The index of a tree of which nothing is asked."""

    def digest(self) -> str:
        return ""

    def needs_conversion(self, path: str) -> bool:
        return False


def mentions(source: str) -> bool:
    return False


def index(source: str, path: str) -> Any:
    return None


def build_tree(facts: Mapping[str, Any], root_name: str, along: Mapping[str, str] | None = None) -> NoTree:
    return NoTree()


def load_rules(options: Any) -> None:
    return None


def convert(source: str, **_: Any) -> Same:
    return Same(source)


def describe(source: str, **_: Any) -> Same:
    return Same(source)


def bundle(names: Iterable[str]) -> str:
    return ""


def inline(names: Iterable[str], module_name: str) -> list[str]:
    return []


def known_helpers() -> frozenset[str]:
    return frozenset()


def entry_name(name: str, rules: Any) -> str:
    return ""


__all__ = ["failure_code", "fingerprint", "parse_problem"]
