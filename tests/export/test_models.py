"""Some of the graphs of docs/export-models.md: whole packages converted, exported, and compared with torch."""

from __future__ import annotations

import re

import pytest
import yaml

from scripts.export_models import CASES, PAGE, run


@pytest.mark.slow
def test_models() -> None:
    rows = run(["timm resnet18", "timm swin", "SAM", "Whisper", "Qwen-VL", "glimmer", "Qwen2"])
    assert len(rows) == 11
    for row in rows:
        assert row.is_equal and row.sizes == 3 and row.error < 1e-4 and not row.unchecked, row


def test_the_page_has_all_cases() -> None:
    names = [case["name"] for case in yaml.safe_load(CASES.read_text(encoding="utf-8"))["graphs"]]
    page = PAGE.read_text(encoding="utf-8")
    assert re.findall(r"^\| (.*?) \|", page, re.MULTILINE)[1:] == names
    assert f"{len(names)} of {len(names)} graphs give torch's outputs" in page
