"""What is determined of results that are random or not unique.

A result is compared through what this module makes of it, on both sides and before gradients are taken (torch
itself refuses gradients that depend on the free choice). Everything that has no entry is compared as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

#: Drawn at random, at least for some arguments: where two seeds give different results under torch, shape, dtype and
#: the distribution of the values are compared.
RANDOM = frozenset(
    """rand rand_like randn randn_like randint randint_like normal bernoulli multinomial cauchy exponential geometric
    log_normal uniform randperm poisson binomial native_dropout
    nn.functional.dropout nn.functional.dropout2d nn.functional.dropout3d nn.functional.alpha_dropout
    nn.functional.feature_alpha_dropout nn.functional.rrelu nn.functional.scaled_dot_product_attention
    nn.functional.multi_head_attention_forward nn.functional.fractional_max_pool2d nn.functional.fractional_max_pool3d
    """.split()
)
#: Memory as it is: shape and dtype are all there is.
UNINITIALISED = frozenset(
    "empty empty_like empty_strided empty_permuted new_empty new_empty_strided resize_ resize_as_".split()
)
#: Approximations from a random start: exact for matrices of a low rank only, where two starts give the same.
APPROXIMATE = frozenset({"svd_lowrank", "pca_lowrank"})
#: Largest error of torch 2.13's own float64 values (against 50 digits), where it is far above rounding.
OWN_ERROR = {"special.bessel_j0": 4e-7, "special.bessel_j1": 1e-6, "special.bessel_y1": 1e-6}
#: What torch 2.13 does not compute on the CPU: its result is what is in memory.
GARBAGE = {("matrix_exp", "float16"), ("matrix_exp", "bfloat16")}
#: With ``out=``, torch 2.13 returns what was given there as it is where these transform one dimension only.
OUT_NOT_WRITTEN = frozenset({"fft.ihfft2", "fft.ihfftn"})


def _adjoint(matrix: Any) -> Any:
    return matrix.conj().mT


def _svd(result: Any) -> Any:
    """Singular vectors are free up to a phase each (and more for the null space): the product, and orthogonality."""
    u, s, vh = result
    if not u.shape[-1] or not vh.shape[-2]:
        return result
    k = s.shape[-1]
    product = (u[..., :k] * s.unsqueeze(-2)) @ vh[..., :k, :]
    # Gradients of full matrices depend on which vectors span the null space.
    u, vh = u.detach(), vh.detach()
    return s, product, _adjoint(u) @ u, vh @ _adjoint(vh)


def _svd_v(result: Any) -> Any:
    """``torch.svd`` gives V, not its adjoint; without singular vectors both are zeros."""
    u, s, v = result
    return _svd((u, s, _adjoint(v)))


def _eigh(result: Any) -> Any:
    values, vectors = result
    return values, (vectors * values.unsqueeze(-2)) @ _adjoint(vectors), _adjoint(vectors) @ vectors


def _eig(result: Any) -> Any:
    """Each eigenvector is free up to a phase."""
    values, vectors = result
    return values, vectors.abs()


def _qr(result: Any) -> Any:
    """Rows of R are free up to a phase: Q R, and R's Gram matrix where there is no Q."""
    q, r = result
    if not q.shape[-1]:
        return q, _adjoint(r) @ r
    return q @ r, _adjoint(q) @ q, _adjoint(r) @ r


def _low_rank(result: Any) -> Any:
    """The subspace is found from a random start: what it spans."""
    u, s, v = result
    return s, (u * s.unsqueeze(-2)) @ _adjoint(v)


def _kth(result: Any) -> Any:
    """Of equal values, any may be the one whose index is given."""
    return result[0]


def _dense(result: Any) -> Any:
    """All is determined, but Paddle multiplies no sparse doubles: a gradient is taken of the dense tensor."""
    return result.to_dense()


NOT_UNIQUE: dict[str, Callable[[Any], Any]] = {
    "linalg.svd": _svd,
    "svd": _svd_v,
    "linalg.eigh": _eigh,
    "linalg.eig": _eig,
    "linalg.qr": _qr,
    "qr": _qr,
    "svd_lowrank": _low_rank,
    "pca_lowrank": _low_rank,
    "kthvalue": _kth,
    "to_sparse": _dense,
}


def determined(name: str) -> Callable[[Any], Any]:
    """What to compare of a result of this operator (name without variant)."""
    return NOT_UNIQUE.get(name, _itself)


def _itself(result: Any) -> Any:
    return result
