"""transformers' logits warpers: what changes or cuts the distribution that the next token is drawn from."""

from __future__ import annotations

from typing import Any

import paddle

from .hf_generation_processors import MINUS_INFINITY, LogitsWarper, torch_gather_rows


def _require_kept(min_tokens_to_keep: Any) -> None:
    if not isinstance(min_tokens_to_keep, int) or min_tokens_to_keep < 1:
        raise ValueError(f"`min_tokens_to_keep` has to be a positive integer, but is {min_tokens_to_keep}")


def _below_best(scores: paddle.Tensor, count: int) -> paddle.Tensor:
    """Which scores ``[rows, vocabulary]`` are less than the ``count``-th best of their row."""
    best = paddle.topk(scores, min(count, scores.shape[-1]))[0]
    return scores < best[..., -1:]


def _unsorted(removed: paddle.Tensor, order: paddle.Tensor) -> paddle.Tensor:
    """Flags of sorted tokens, at the places where the tokens stood before they were sorted by ``order``."""
    return torch_gather_rows(removed, paddle.argsort(order, axis=-1), axis=-1)


def _sorted_scores(scores: paddle.Tensor, descending: bool = False) -> tuple[paddle.Tensor, paddle.Tensor]:
    order = paddle.argsort(scores, axis=-1, descending=descending, stable=True)
    return torch_gather_rows(scores, order, axis=-1), order


class TemperatureLogitsWarper(LogitsWarper):
    """Scores divided by a temperature."""

    def __init__(self, temperature: float) -> None:
        if not isinstance(temperature, float) or not temperature > 0:
            message = (
                f"`temperature` (={temperature}) has to be a strictly positive float, otherwise your next token scores "
                "will be invalid."
            )
            if temperature == 0.0:
                message += " If you're looking for greedy decoding strategies, set `do_sample=False`."
            raise ValueError(message)
        self.temperature = temperature

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return scores / self.temperature


class TopPLogitsWarper(LogitsWarper):
    """The fewest tokens whose probabilities reach ``top_p``."""

    def __init__(self, top_p: float, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1) -> None:
        top_p = float(top_p)
        if top_p < 0 or top_p > 1.0:
            raise ValueError(f"`top_p` has to be a float > 0 and < 1, but is {top_p}")
        _require_kept(min_tokens_to_keep)
        self.top_p = top_p
        self.filter_value = filter_value
        self.min_tokens_to_keep = min_tokens_to_keep

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        ordered, order = _sorted_scores(scores)
        removed = paddle.nn.functional.softmax(ordered, axis=-1).cumsum(axis=-1) <= 1 - self.top_p
        removed[..., -self.min_tokens_to_keep :] = False
        return paddle.masked_fill(scores, _unsorted(removed, order), self.filter_value)


class TopKLogitsWarper(LogitsWarper):
    """The ``top_k`` best tokens."""

    def __init__(self, top_k: int, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1) -> None:
        if not isinstance(top_k, int) or top_k <= 0:
            raise ValueError(f"`top_k` has to be a strictly positive integer, but is {top_k}")
        self.top_k = max(top_k, min_tokens_to_keep)
        self.filter_value = filter_value

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return paddle.masked_fill(scores, _below_best(scores, self.top_k), self.filter_value)


class MinPLogitsWarper(LogitsWarper):
    """Tokens at least ``min_p`` times as probable as the best."""

    def __init__(self, min_p: float, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1) -> None:
        if not 0 <= min_p <= 1.0:
            raise ValueError(f"`min_p` has to be a float in the [0, 1] interval, but is {min_p}")
        _require_kept(min_tokens_to_keep)
        self.min_p = min_p
        self.filter_value = filter_value
        self.min_tokens_to_keep = min_tokens_to_keep

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        chances = paddle.nn.functional.softmax(scores, axis=-1)
        unlikely = chances < self.min_p * chances.max(axis=-1, keepdim=True)
        _, order = _sorted_scores(scores, descending=True)
        removed = torch_gather_rows(unlikely, order, axis=-1)
        removed[..., : self.min_tokens_to_keep] = False
        return paddle.masked_fill(scores, _unsorted(removed, order), self.filter_value)


class TypicalLogitsWarper(LogitsWarper):
    """The tokens whose information is nearest to the distribution's entropy, until their mass is reached."""

    def __init__(self, mass: float = 0.9, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1) -> None:
        mass = float(mass)
        if not 0 < mass < 1:
            raise ValueError(f"`typical_p` has to be a float > 0 and < 1, but is {mass}")
        _require_kept(min_tokens_to_keep)
        self.mass = mass
        self.filter_value = filter_value
        self.min_tokens_to_keep = min_tokens_to_keep

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        logs = paddle.nn.functional.log_softmax(scores, axis=-1)
        entropy = -paddle.nansum(logs * paddle.exp(logs), axis=-1, keepdim=True)
        distance, order = _sorted_scores(paddle.abs(-logs - entropy))
        ordered = torch_gather_rows(scores, order, axis=-1)
        reached = paddle.nn.functional.softmax(ordered, axis=-1).cumsum(axis=-1)
        last = (reached < self.mass).cast("int64").sum(axis=1).clip(max=scores.shape[-1] - 1)
        limit = torch_gather_rows(distance, last.reshape([-1, 1]), axis=1)
        removed = distance > limit
        removed[..., : self.min_tokens_to_keep] = False
        return paddle.masked_fill(scores, _unsorted(removed, order), self.filter_value)


def _probability_cutoff(name: str, epsilon: float, min_tokens_to_keep: Any) -> tuple[float, int]:
    epsilon = float(epsilon)
    if epsilon <= 0 or epsilon >= 1:
        raise ValueError(f"`{name}` has to be a float > 0 and < 1, but is {epsilon}")
    kept = int(min_tokens_to_keep)
    if kept < 1:
        raise ValueError(f"`min_tokens_to_keep` has to be a strictly positive integer, but is {kept}")
    return epsilon, kept


class EpsilonLogitsWarper(LogitsWarper):
    """Tokens at least as probable as ``epsilon``."""

    def __init__(self, epsilon: float, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1) -> None:
        self.epsilon, self.min_tokens_to_keep = _probability_cutoff("epsilon_cutoff", epsilon, min_tokens_to_keep)
        self.filter_value = filter_value

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        unlikely = paddle.nn.functional.softmax(scores, axis=-1) < self.epsilon
        removed = unlikely & _below_best(scores, self.min_tokens_to_keep)
        return paddle.masked_fill(scores, removed, self.filter_value)


class EtaLogitsWarper(LogitsWarper):
    """Tokens at least as probable as a bound that falls with the distribution's entropy."""

    def __init__(
        self, epsilon: float, filter_value: float = MINUS_INFINITY, min_tokens_to_keep: int = 1, device: Any = "cpu"
    ) -> None:
        bound, self.min_tokens_to_keep = _probability_cutoff("eta_cutoff", epsilon, min_tokens_to_keep)
        self.epsilon = paddle.to_tensor(bound, dtype="float32")
        self.filter_value = filter_value

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        chances = paddle.nn.functional.softmax(scores, axis=-1)
        # An entropy takes logarithms that are finite: a token that was forbidden before counts as nothing.
        logs = paddle.nn.functional.log_softmax(scores, axis=-1).clip(min=float(paddle.finfo(scores.dtype).min))
        entropy = -(chances * logs).sum(axis=-1, keepdim=True)
        epsilon = self.epsilon.cast(scores.dtype)
        eta = paddle.minimum(epsilon, paddle.sqrt(epsilon) * paddle.exp(-entropy))
        removed = (chances < eta) & _below_best(scores, self.min_tokens_to_keep)
        return paddle.masked_fill(scores, removed, self.filter_value)


def top_k_top_p_filtering(
    logits: Any, top_k: int = 0, top_p: float = 1.0, filter_value: float = -float("Inf"), min_tokens_to_keep: int = 1
) -> Any:
    """transformers.top_k_top_p_filtering (until 4.38)."""
    if top_k > 0:
        logits = TopKLogitsWarper(top_k, filter_value, min_tokens_to_keep)(None, logits)
    if 0 <= top_p <= 1.0:
        logits = TopPLogitsWarper(top_p, filter_value, min_tokens_to_keep)(None, logits)
    return logits
