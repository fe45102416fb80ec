"""The looser tolerance of some of torch's functions is torch's own error, and no more."""

from __future__ import annotations

from collections.abc import Callable

import mpmath
import pytest

from tests.oracle.determined import OWN_ERROR
from tests.support.compare import TOLERANCES
from tests.support.frameworks import torch

EXACT: dict[str, Callable[[float], mpmath.mpf]] = {
    "special.bessel_j0": lambda x: mpmath.besselj(0, x),
    "special.bessel_j1": lambda x: mpmath.besselj(1, x),
    "special.bessel_y1": lambda x: mpmath.bessely(1, x),
}


@pytest.mark.parametrize("name", sorted(OWN_ERROR))
def test_torch_errs_by_that_much(name: str) -> None:
    points = torch.linspace(0.5, 9, 400, dtype=torch.float64)
    with mpmath.workdps(50):
        exact = torch.tensor([float(EXACT[name](x)) for x in points.tolist()], dtype=torch.float64)
    error = float((getattr(torch.special, name.rpartition(".")[2])(points) - exact).abs().max())
    assert TOLERANCES["float64"] < error < OWN_ERROR[name] < 4 * error
