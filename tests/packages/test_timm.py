"""A fixed tenth of what ``scripts/timm_models.py`` runs of timm: models and parts, converted, beside torch.

python -m pytest tests/packages/test_timm.py --slow
"""

from __future__ import annotations

from typing import Any

import pytest

from scripts.timm_checks.outcome import unequal
from scripts.timm_models import names, run

pytestmark = pytest.mark.slow

#: Every tenth of them, in the order of the page.
TENTH = names()[::10]


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return run(TENTH, tmp_path_factory.mktemp("timm"))


@pytest.mark.parametrize("name", TENTH)
def test_equal(results: dict[str, Any], name: str) -> None:
    assert not unequal(name, results[name])


def test_a_tenth() -> None:
    assert len(TENTH) >= len(names()) // 10
