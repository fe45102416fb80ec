"""Whether a converted module starts as torch's does: constants equal, random values from the same kind of spread.

A conversion that trains from another distribution runs, and is silently another model. Constants are compared
exactly; random entries by their standard deviation and by how far the largest value stands out (which tells a
uniform from a normal distribution), over as many builds as it takes to have a few hundred values.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tests.support.compare import array_differences
from tests.support.frameworks import paddle, torch
from tests.support.tensors import paddle_to_numpy, torch_to_numpy

ENOUGH = 600
MOST_BUILDS = 40
#: Ratio of standard deviations that 600 values cannot reach by chance (9 standard errors of about 3%).
SPREAD = 1.3
#: Largest value over standard deviation: 1.73 for a uniform distribution, about 3.2 for 600 normal values.
UNIFORM_PEAK = 2.1


def initialisation_differences(
    build_torch: Callable[[], torch.nn.Module],
    build_paddle: Callable[[], paddle.nn.Layer],
) -> list[str]:
    """Lines on entries whose initial values differ in kind; entries that stay too small are compared if constant."""
    smallest = min((value.numel() for value in build_torch().state_dict().values() if value.numel()), default=0)
    if not smallest:
        return []
    builds = min(MOST_BUILDS, -(-ENOUGH // smallest))
    torch.manual_seed(11)
    paddle.seed(11)
    ours = [build_torch().state_dict() for _ in range(builds)]
    theirs = [build_paddle().state_dict() for _ in range(builds)]
    lines = []
    for key in ours[0]:
        mine = np.stack([torch_to_numpy(state[key]) for state in ours])
        other = np.stack([paddle_to_numpy(state[key]) for state in theirs])
        lines += _entry_differences(mine, other, f"initial {key}")
    return lines


def _entry_differences(ours: np.ndarray, theirs: np.ndarray, path: str) -> list[str]:
    if ours.size == 0:
        return []
    if (ours == ours[0]).all():
        return array_differences(ours[0], theirs[0], 1e-6, path)
    if ours.size < ENOUGH // 3:
        return [] if np.ptp(theirs) > 0 else [f"{path}: random in torch, constant in Paddle"]
    spread, other = float(ours.std()), float(theirs.std())
    if not spread / SPREAD < other < spread * SPREAD:
        return [f"{path}: standard deviation {spread:.4g} in torch, {other:.4g} in Paddle"]
    peaks = [float(np.abs(values - values.mean()).max() / values.std()) for values in (ours, theirs)]
    if (peaks[0] < UNIFORM_PEAK) != (peaks[1] < UNIFORM_PEAK):
        kinds = ["uniform" if peak < UNIFORM_PEAK else "normal" for peak in peaks]
        return [f"{path}: {kinds[0]} in torch, {kinds[1]} in Paddle"]
    return []
