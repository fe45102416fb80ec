"""Whether two results differ by rounding only.

Where values differ by more than the dtype's tolerance, the same torch program is run in double precision. Paddle's
result is as good as torch's if its largest error against that is within a small multiple of torch's own largest
error, or of the spacing of numbers at the largest value. That is no fixed tolerance that would hide a small wrong
term: where torch is exact, Paddle has to be so too.
"""

from __future__ import annotations

import numpy as np

from tests.support.frameworks import torch

#: How many times torch's own error (or the spacing at the largest value) another order of summation may cost.
ALLOWED = {"float32": 8.0, "complex64": 8.0, "float16": 4.0, "bfloat16": 4.0}
_SPACING = {
    "float32": torch.finfo(torch.float32).eps,
    "complex64": torch.finfo(torch.float32).eps,
    "float16": torch.finfo(torch.float16).eps,
    "bfloat16": torch.finfo(torch.bfloat16).eps,
}


def as_exact_as_torch(ours: np.ndarray, exact: np.ndarray, theirs: np.ndarray, dtype: str) -> bool:
    """Whether ``theirs`` is as near to ``exact`` as ``ours`` is, up to a small factor."""
    if dtype not in ALLOWED or ours.shape != theirs.shape or ours.shape != exact.shape:
        return False
    finite = np.isfinite(ours)
    if not np.array_equal(finite, np.isfinite(theirs)):
        return False
    if not np.array_equal(ours[~finite], theirs[~finite], equal_nan=True) or not np.isfinite(exact[finite]).all():
        return False
    if not finite.any():
        return True
    wide = np.complex128 if np.iscomplexobj(ours) else np.float64
    mine, true, other = (array[finite].astype(wide) for array in (ours, exact, theirs))
    own_error = float(np.abs(mine - true).max())
    scale = float(np.abs(true).max())
    return float(np.abs(other - true).max()) <= ALLOWED[dtype] * max(own_error, _SPACING[dtype] * scale)
