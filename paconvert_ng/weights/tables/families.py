"""Which table is meant: by name, or by config.json."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from paconvert_ng.rules.locate import WEIGHTS, data_folder
from paconvert_ng.weights.errors import WeightsError
from paconvert_ng.weights.tables.expressions import Scope
from paconvert_ng.weights.tables.model import Family
from paconvert_ng.weights.tables.reader import read_family


@lru_cache(maxsize=1)
def shipped() -> tuple[Family, ...]:
    """All tables of rules/weights/, by file name."""
    return tuple(read_family(path) for path in sorted((data_folder() / WEIGHTS).glob("*.yaml")))


def choose(name: str, config: Mapping[str, Any], target: str, tables: Sequence[Path]) -> Family:
    """The table for ``--model name`` (``auto``: what config.json says) that knows ``target``.

    Raises WeightsError if there is none, with the names that there are.
    """
    families = [*(read_family(path) for path in tables), *shipped()]
    if name != "auto":
        found = [family for family in families if name == family.name or name in family.also]
        if not found:
            raise WeightsError(f"no family is called {name!r}; there are {_names(families)}")
    else:
        kind = config.get("model_type")
        if not isinstance(kind, str):
            raise WeightsError(f"config.json has no model_type; say --model: {_names(families)}")
        found = [family for family in families if kind in family.model_types]
        if not found:
            raise WeightsError(f"no family has the model_type {kind!r}; there are {_names(families)}")
    found = [family for family in found if Scope(config, family.sizes).value(family.when)] or found
    for family in found:
        if target in family.targets:
            return family
    known = ", ".join(sorted({known for family in found for known in family.targets}))
    raise WeightsError(f"the family {found[0].name} has no layout for {target}, only for {known}")


def _names(families: Sequence[Family]) -> str:
    return ", ".join(sorted({name for family in families for name in (family.name, *family.also)}))
