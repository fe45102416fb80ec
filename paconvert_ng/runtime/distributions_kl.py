"""torch.distributions.kl_divergence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .distributions_base import broadcast_parameters
from .distributions_composed import Independent, MultivariateNormal, sum_rightmost
from .distributions_continuous import Exponential, Laplace, LogNormal, Normal, Uniform
from .distributions_discrete import Bernoulli, Categorical, OneHotCategorical, Poisson
from .distributions_gamma import Beta, Dirichlet, Gamma

#: Divergences that a program registers, by the two classes.
_REGISTERED: dict[tuple[type, type], Callable[[Any, Any], paddle.Tensor]] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Any], Any]:
    """torch.distributions.kl.register_kl: a decorator for the divergence between two classes."""

    def decorate(function: Any) -> Any:
        _REGISTERED[type_p, type_q] = function
        return function

    return decorate


def kl_divergence(p: Any, q: Any) -> paddle.Tensor:
    """torch.distributions.kl_divergence: KL(p ‖ q) for each of the batch; NotImplementedError for other pairs."""
    known = {
        (Normal, Normal): _normal,
        (LogNormal, LogNormal): _normal,
        (Uniform, Uniform): _uniform,
        (Laplace, Laplace): _laplace,
        (Exponential, Exponential): _exponential,
        (Bernoulli, Bernoulli): _bernoulli,
        (Categorical, Categorical): _categorical,
        (OneHotCategorical, OneHotCategorical): _categorical,
        (Poisson, Poisson): _poisson,
        (Gamma, Gamma): _gamma,
        (Beta, Beta): _beta,
        (Dirichlet, Dirichlet): _dirichlet,
        (MultivariateNormal, MultivariateNormal): _multivariate_normal,
        (Independent, Independent): _independent,
        **_REGISTERED,
    }
    for first in type(p).__mro__:
        for second in type(q).__mro__:
            if (first, second) in known:
                return known[first, second](p, q)
    raise NotImplementedError(
        f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
    )


def _normal(p: Any, q: Any) -> paddle.Tensor:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - paddle.log(ratio))


def _uniform(p: Any, q: Any) -> paddle.Tensor:
    value = paddle.log((q.high - q.low) / (p.high - p.low))
    outside = (q.low > p.low) | (q.high < p.high)
    return paddle.where(outside, paddle.full_like(value, float("inf")), value)


def _laplace(p: Any, q: Any) -> paddle.Tensor:
    ratio = p.scale / q.scale
    distance = (p.loc - q.loc).abs()
    return -paddle.log(ratio) + distance / q.scale + ratio * paddle.exp(-distance / p.scale) - 1


def _exponential(p: Any, q: Any) -> paddle.Tensor:
    ratio = q.rate / p.rate
    return -paddle.log(ratio) + ratio - 1


def _bernoulli(p: Any, q: Any) -> paddle.Tensor:
    softplus = paddle.nn.functional.softplus
    yes, no = p.probs, 1 - p.probs
    first = yes * (softplus(-q.logits) + paddle.log(yes))
    second = no * (softplus(q.logits) + paddle.log(no))
    first = paddle.where(yes == 0, paddle.zeros_like(first), first)
    second = paddle.where(no == 0, paddle.zeros_like(second), second)
    infinite = ((q.probs == 0) & (yes != 0)) | ((q.probs == 1) & (yes != 1))
    total = first + second
    return paddle.where(infinite, paddle.full_like(total, float("inf")), total)


def _categorical(p: Any, q: Any) -> paddle.Tensor:
    probs, change, other = broadcast_parameters(p.probs, p.logits - q.logits, q.probs)
    term = probs * change
    term = paddle.where(other == 0, paddle.full_like(term, float("inf")), term)
    term = paddle.where(probs == 0, paddle.zeros_like(term), term)
    return term.sum(-1)


def _poisson(p: Any, q: Any) -> paddle.Tensor:
    return p.rate * (paddle.log(p.rate) - paddle.log(q.rate)) - (p.rate - q.rate)


def _gamma(p: Any, q: Any) -> paddle.Tensor:
    return (
        q.concentration * paddle.log(p.rate / q.rate)
        + paddle.lgamma(q.concentration)
        - paddle.lgamma(p.concentration)
        + (p.concentration - q.concentration) * paddle.digamma(p.concentration)
        + (q.rate - p.rate) * (p.concentration / p.rate)
    )


def _beta(p: Any, q: Any) -> paddle.Tensor:
    return _dirichlet(p._dirichlet(), q._dirichlet())


def _dirichlet(p: Any, q: Any) -> paddle.Tensor:
    total_p, total_q = p.concentration.sum(-1), q.concentration.sum(-1)
    normalizers = paddle.lgamma(total_p) - paddle.lgamma(total_q)
    terms = paddle.lgamma(p.concentration) - paddle.lgamma(q.concentration)
    spread = paddle.digamma(p.concentration) - paddle.digamma(total_p).unsqueeze(-1)
    return normalizers - terms.sum(-1) + ((p.concentration - q.concentration) * spread).sum(-1)


def _multivariate_normal(p: Any, q: Any) -> paddle.Tensor:
    size = p.event_shape[0]
    solve = paddle.linalg.triangular_solve
    trace = (solve(q.scale_tril, p.scale_tril, upper=False) ** 2).sum([-2, -1])
    distance = (solve(q.scale_tril, (q.loc - p.loc).unsqueeze(-1), upper=False) ** 2).sum([-2, -1])
    return q._half_log_det() - p._half_log_det() + 0.5 * (trace + distance - size)


def _independent(p: Any, q: Any) -> paddle.Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)
