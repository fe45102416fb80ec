"""torch.distributions.kl_divergence."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import paddle

from .distributions_base import broadcast_parameters
from .distributions_utils import sum_rightmost
from .linalg_solve import triangular_solution

#: Divergences that a program registers, by the two classes.
_REGISTERED: dict[tuple[type, type], Callable[[Any, Any], paddle.Tensor]] = {}


def register_kl(type_p: type, type_q: type) -> Callable[[Any], Any]:
    """torch.distributions.kl.register_kl: a decorator for the divergence between two classes."""

    def decorate(function: Any) -> Any:
        _REGISTERED[type_p, type_q] = function
        return function

    return decorate


def kl_divergence(p: Any, q: Any) -> paddle.Tensor:
    """torch.distributions.kl_divergence: KL(p ‖ q) for each of the batch; NotImplementedError for other pairs.

    Distributions are known by the names of their classes, so that an output holds only those that it uses.
    """
    for first in type(p).__mro__:
        for second in type(q).__mro__:
            if (first, second) in _REGISTERED:
                return _REGISTERED[first, second](p, q)
    known = {
        "Normal": _normal,
        "LogNormal": _normal,
        "HalfNormal": _half_normal,
        "Uniform": _uniform,
        "Laplace": _laplace,
        "Exponential": _exponential,
        "Bernoulli": _bernoulli,
        "OneHotCategorical": _categorical,
        "Categorical": _categorical,
        "Poisson": _poisson,
        "Gamma": _gamma,
        "Beta": _beta,
        "Dirichlet": _dirichlet,
        "MultivariateNormal": _multivariate_normal,
        "LowRankMultivariateNormal": _multivariate_normal,
        "Independent": _independent,
        "Binomial": _binomial,
        "ContinuousBernoulli": _continuous_bernoulli,
        "Gumbel": _gumbel,
        "Geometric": _geometric,
        "Pareto": _pareto,
        "Cauchy": _cauchy,
        "TransformedDistribution": _transformed,
    }
    names_p = [one.__name__ for one in type(p).__mro__]
    names_q = [one.__name__ for one in type(q).__mro__]
    for name in names_p:
        if name in known and name in names_q:
            return known[name](p, q)
    if {names_p[0], names_q[0]} == {"MultivariateNormal", "LowRankMultivariateNormal"}:
        return _multivariate_normal(p, q)
    across = _across(names_p, names_q, p, q)
    if across is None:
        raise NotImplementedError(
            f"No KL(p || q) is implemented for p type {type(p).__name__} and q type {type(q).__name__}"
        )
    return across


def _across(names_p: list[str], names_q: list[str], p: Any, q: Any) -> paddle.Tensor | None:
    """Between two families, by the entropy and the moments of ``p``; None where that is not known."""
    bounded, positive = {"Beta", "ContinuousBernoulli"}, {"Exponential", "Gamma", "Pareto"}
    unbounded = {"Normal", "Laplace", "Gumbel"}

    def among(names: list[str], wanted: set[str]) -> bool:
        return any(name in wanted for name in names)

    if among(names_q, {"Normal"}) and among(names_p, bounded | positive | {"Laplace", "Gumbel", "Uniform"}):
        return _to_normal(p, q)
    if "Exponential" in names_q and among(names_p, bounded | {"Gamma", "Pareto", "Uniform"}):
        return _to_exponential(p, q)
    wider = among(names_p, unbounded) and among(names_q, bounded | positive | {"Uniform"})
    beyond = among(names_p, positive) and among(names_q, bounded | {"Uniform"})
    above = among(names_p, bounded | {"Exponential", "Gamma"}) and "Pareto" in names_q
    if wider or beyond or above or ("Poisson" in names_p and among(names_q, {"Bernoulli", "Binomial"})):
        return paddle.full_like(p.mean, float("inf"))
    if "Bernoulli" in names_p and "Poisson" in names_q:
        return -p.entropy() - (p.probs * paddle.log(q.rate) - q.rate)
    return None


def _infinite_where(condition: Any, value: paddle.Tensor) -> paddle.Tensor:
    return paddle.where(condition, paddle.full_like(value, float("inf")), value)


def _to_normal(p: Any, q: Any) -> paddle.Tensor:
    square = p.variance + (p.mean - q.loc) ** 2
    value = -p.entropy() + 0.5 * math.log(2 * math.pi) + paddle.log(q.scale) + square / (2 * q.scale**2)
    return _infinite_where(p.alpha <= 2, value) if hasattr(p, "alpha") else value


def _to_exponential(p: Any, q: Any) -> paddle.Tensor:
    value = -p.entropy() - paddle.log(q.rate) + q.rate * p.mean
    if hasattr(p, "alpha"):
        return _infinite_where(p.alpha <= 1, value)
    return _infinite_where(p.low < 0, value) if hasattr(p, "low") else value


def _normal(p: Any, q: Any) -> paddle.Tensor:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - paddle.log(ratio))


def _half_normal(p: Any, q: Any) -> paddle.Tensor:
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio - 1 - paddle.log(ratio))


def _uniform(p: Any, q: Any) -> paddle.Tensor:
    value = paddle.log((q.high - q.low) / (p.high - p.low))
    return _infinite_where((q.low > p.low) | (q.high < p.high), value)


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
    return _infinite_where(((q.probs == 0) & (yes != 0)) | ((q.probs == 1) & (yes != 1)), first + second)


def _categorical(p: Any, q: Any) -> paddle.Tensor:
    probs, change, other = broadcast_parameters(p.probs, p.logits - q.logits, q.probs)
    term = probs * change
    term = _infinite_where(other == 0, term)
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
    if size != q.event_shape[0]:
        raise ValueError("KL-divergence between two Multivariate Normals with different event shapes is not defined")
    triangle_p, triangle_q = p.scale_tril, q.scale_tril
    trace = (triangular_solution(triangle_q, triangle_p, False) ** 2).sum([-2, -1])
    distance = (triangular_solution(triangle_q, (q.loc - p.loc).unsqueeze(-1), False) ** 2).sum([-2, -1])
    diagonals = [paddle.diagonal(triangle, axis1=-2, axis2=-1) for triangle in (triangle_p, triangle_q)]
    half = paddle.log(diagonals[1]).sum(-1) - paddle.log(diagonals[0]).sum(-1)
    return half + 0.5 * (trace + distance - size)


def _binomial(p: Any, q: Any) -> paddle.Tensor:
    if bool((p.total_count < q.total_count).any()):
        raise NotImplementedError("KL between Binomials where q.total_count > p.total_count is not implemented")
    value = p.total_count * (p.probs * (p.logits - q.logits) + paddle.log1p(-p.probs) - paddle.log1p(-q.probs))
    return _infinite_where(p.total_count > q.total_count, value)


def _continuous_bernoulli(p: Any, q: Any) -> paddle.Tensor:
    own = p._log_norm() + paddle.log1p(-p.probs)
    return p.mean * (p.logits - q.logits) + own - q._log_norm() - paddle.log1p(-q.probs)


def _gumbel(p: Any, q: Any) -> paddle.Tensor:
    euler = 0.5772156649015329
    ratio = p.scale / q.scale
    distance = (q.loc - p.loc) / q.scale
    bent = paddle.exp(distance + paddle.lgamma(1 + ratio))
    return -paddle.log(ratio) - distance + ratio * euler + bent - (1 + euler)


def _geometric(p: Any, q: Any) -> paddle.Tensor:
    return -p.entropy() - paddle.log1p(-q.probs) / p.probs - q.logits


def _pareto(p: Any, q: Any) -> paddle.Tensor:
    ratio = q.alpha / p.alpha
    value = q.alpha * paddle.log(p.scale / q.scale) - paddle.log(ratio) + ratio - 1
    return _infinite_where(p.scale < q.scale, value)


def _cauchy(p: Any, q: Any) -> paddle.Tensor:
    above = paddle.log((p.scale + q.scale) ** 2 + (p.loc - q.loc) ** 2)
    return above - paddle.log(4 * p.scale * q.scale)


def _transformed(p: Any, q: Any) -> paddle.Tensor:
    if p.transforms != q.transforms or list(p.event_shape) != list(q.event_shape):
        raise NotImplementedError("KL between transformed distributions is known for the same transforms only")
    return kl_divergence(p.base_dist, q.base_dist)


def _independent(p: Any, q: Any) -> paddle.Tensor:
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise NotImplementedError
    return sum_rightmost(kl_divergence(p.base_dist, q.base_dist), p.reinterpreted_batch_ndims)
