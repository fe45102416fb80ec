"""Some of the families that ``scripts/hf_models.py`` converts as repositories and runs beside torch.

python -m pytest tests/hf --slow
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.hf_checks.compare import TOLERANCE, run

pytestmark = pytest.mark.slow

CHOSEN = (
    *(("4.37.2", family) for family in ("gpt2", "t5", "bloom", "whisper", "llava")),
    *(("4.57.1", family) for family in ("llama", "bert", "vit", "qwen2", "detr")),
)


@pytest.mark.parametrize(("version", "family"), CHOSEN)
def test_a_repository_gives_what_torch_gives(version: str, family: str, tmp_path: Path) -> None:
    result = run(version, family, tmp_path / "run")
    assert not result["left"]
    assert result["parts"]["forward"] <= TOLERANCE
    unequal = {part: value for part, value in result["parts"].items() if isinstance(value, str) or value > TOLERANCE}
    assert not unequal
