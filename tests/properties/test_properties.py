"""Random programs, few and always the same ones; `python -m tests.properties --minutes 60` tries many others."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.properties.properties import check, replay

CORPUS = json.loads(Path(__file__).with_name("corpus.json").read_text(encoding="utf-8"))
EXAMPLES = {"untouched": 40, "planted": 60, "planted_in_generated": 20, "traced": 30, "varied": 25}


@pytest.mark.parametrize("name", EXAMPLES)
def test_property(name: str) -> None:
    check(name, EXAMPLES[name])


@pytest.mark.parametrize("number", range(len(CORPUS)))
def test_corpus(number: int) -> None:
    """What longer runs have found stays mended."""
    replay(CORPUS[number]["kind"], CORPUS[number]["source"])
