"""What converted programs hear when they ask for torch's modules."""

from __future__ import annotations

from pathlib import Path

import yaml

from paconvert_ng.runtime.availability import _STANDING_FOR

MODULES = Path(__file__).resolve().parents[3] / "rules" / "modules.yaml"


def test_modules_are_those_that_imports_turn_into() -> None:
    modules = yaml.safe_load(MODULES.read_text(encoding="utf-8"))
    assert {name: target for name, target in modules.items() if name.startswith("torch.")} == _STANDING_FOR
