"""docs/versions.md from the outcomes with each Paddle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scripts.versions.record import Record

PAGE = Path(__file__).resolve().parents[2] / "docs" / "versions.md"


def write_page(records: Sequence[Record]) -> None:
    PAGE.write_text("", encoding="utf-8")
