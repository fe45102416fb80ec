"""``out=`` for templates that know nothing of it: the result is copied into the tensors given there."""

from __future__ import annotations

from collections.abc import Iterable

from .model import Variant

OUT = "out"


def out_variants(variants: Iterable[Variant], only: tuple[tuple[str, tuple[str, ...]], ...]) -> list[Variant]:
    """The templates that ``only: {out: [null]}`` restricts, each with its result given by way of ``out``."""
    if (OUT, ("None",)) not in only:
        return []
    found = []
    for variant in variants:
        signatures = tuple(s for s in variant.signatures if any(param.name == OUT for param in s.params))
        if variant.to and signatures:
            to = f"helper.to_out({variant.to}, {OUT})"
            found.append(Variant(variant.when, to=to, signatures=signatures, omit=variant.omit))
    return found
