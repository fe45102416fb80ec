"""The rule base: what each source name means in Paddle.

``load_rules`` is all that a conversion needs. Rule files are read (``loader``, strictly),
checked against the snapshots (``check``) and compiled once into an index (``index``).
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterable

from .errors import Problem, RuleError
from .index import index_key, index_name, read_index
from .model import RuleSet
from .stored import read_stored, store

__all__ = ["Problem", "RuleError", "build_index", "load_rules"]

DEFAULT_PADDLE_VERSION = "3.3.1"


def load_rules(
    paddle_version: str = DEFAULT_PADDLE_VERSION, extra: tuple[str, ...] = (), *, strict: bool | None = None
) -> RuleSet:
    """The rules for one Paddle version, from the compiled index, which is made anew if anything changed.

    ``extra`` are further rule folders or files, the later overriding the earlier. Raises
    RuleError with every problem in the rule files; with ``strict=False`` (or
    ``PACONVERT_STRICT_RULES=0`` in the environment) faulty rules are left out with a warning.
    """
    if strict is None:
        strict = os.environ.get("PACONVERT_STRICT_RULES", "1") != "0"
    key = index_key(paddle_version, extra, strict)
    content = read_stored(index_name(paddle_version, key))
    found = read_index(content, key) if content is not None else None
    if found is None:
        content = build_index(paddle_version, extra, strict=strict, key=key)
        store(index_name(paddle_version, key), content)
        found = read_index(content, key)
        assert found is not None, "a fresh index has its own key"
    rules, skipped = found
    if skipped:
        message = f"{skipped} problems in rule files: faulty rules are left out (python -m paconvert_ng.rules)"
        warnings.warn(message, stacklevel=2)
    return rules


def build_index(paddle_version: str, extra: Iterable[str] = (), *, strict: bool = True, key: str = "") -> bytes:
    """Read and check all rule files and compile them. Raises RuleError as ``load_rules`` does."""
    from .compile import compile_rules

    extra = tuple(extra)
    return compile_rules(paddle_version, extra, strict, key or index_key(paddle_version, extra, strict))
