"""Helpers that are slower than Paddle's own call, as ``scripts/helper_speed.py`` measured them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache

from . import locate

SPEED = "helper-speed.json"


@lru_cache(maxsize=1)
def slow_helpers() -> Mapping[str, float]:
    """Source API → how many times as long its helper takes, for those that take noticeably longer."""
    path = locate.data_folder() / SPEED
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return found
