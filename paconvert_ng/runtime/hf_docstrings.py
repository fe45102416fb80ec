"""transformers.utils.doc and auto_docstring: decorators that write docstrings.

transformers' own look for a section "Args" in the docstrings of the outputs' classes, and some are gone in its later
versions. Docstrings that they would make of templates stay as the author wrote them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def add_start_docstrings(*docstr: str) -> Callable[[Any], Any]:
    """Puts texts before a docstring."""

    def decorate(fn: Any) -> Any:
        fn.__doc__ = "".join(docstr) + (fn.__doc__ or "")
        return fn

    return decorate


def add_start_docstrings_to_model_forward(*docstr: str) -> Callable[[Any], Any]:
    """Puts texts, after a word on which class's ``forward`` it is, before a docstring."""

    def decorate(fn: Any) -> Any:
        owner = fn.__qualname__.split(".")[0]
        fn.__doc__ = (
            f"The [`{owner}`] forward method, overrides the `__call__` special method.\n"
            + "".join(docstr)
            + (fn.__doc__ or "")
        )
        return fn

    return decorate


def add_end_docstrings(*docstr: str) -> Callable[[Any], Any]:
    """Puts texts after a docstring."""

    def decorate(fn: Any) -> Any:
        fn.__doc__ = (fn.__doc__ or "") + "".join(docstr)
        return fn

    return decorate


def _as_it_is(fn: Any) -> Any:
    return fn


def add_code_sample_docstrings(*docstr: Any, **kwargs: Any) -> Callable[[Any], Any]:
    """Leaves the docstring without the example that transformers makes of a template."""
    return _as_it_is


def replace_return_docstrings(output_type: Any = None, config_class: Any = None) -> Callable[[Any], Any]:
    """Leaves the word "Returns:" where transformers puts the docstring of the output's class."""
    return _as_it_is


def auto_docstring(obj: Any = None, **options: Any) -> Any:
    """Leaves the docstring without what transformers adds on arguments; used with and without parentheses."""
    return _as_it_is if obj is None else obj
