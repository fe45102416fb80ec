"""Signatures as text."""

from __future__ import annotations

from collections.abc import Iterator

from paconvert_ng.rules.model import Param, Signature

_STARS = {"var_positional": "*", "var_keyword": "**"}


def signature_text(signature: Signature) -> str:
    """``(input, dim=None, *, out=None)``."""
    return f"({', '.join(_parts(signature.params))})"


def _parts(params: tuple[Param, ...]) -> Iterator[str]:
    starred = False
    for index, param in enumerate(params):
        if param.kind == "keyword_only" and not starred:
            starred = True
            yield "*"
        starred = starred or param.kind == "var_positional"
        yield _param(param)
        positional_ends = param.kind == "positional_only" and [p.kind for p in params[index + 1 : index + 2]] != [
            "positional_only"
        ]
        if positional_ends:
            yield "/"


def _param(param: Param) -> str:
    default = "" if param.default is None else f"={param.default}"
    return f"{_STARS.get(param.kind, '')}{param.name}{default}"
