"""transformers' logits processors: what forbids, forces or penalises single tokens before the next one is chosen.

A processor is called with the ids so far ``[rows, length]`` and the scores of the next token ``[rows, vocabulary]`` and
gives new scores; those of this module leave the given ones as they are.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable
from typing import Any

import paddle

MINUS_INFINITY = -math.inf


class LogitsProcessor:
    """transformers.LogitsProcessor, the base class."""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        raise NotImplementedError(
            f"{self.__class__} is an abstract class. Only classes inheriting this class can be called."
        )


class LogitsWarper(LogitsProcessor):
    """transformers.LogitsWarper, until 4.45 the base class of processors that are for sampling only."""


class LogitsProcessorList(list):  # type: ignore[type-arg]
    """transformers.LogitsProcessorList: processors that are called one after the other."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        """Those that take more than ids and scores get all of ``kwargs``; one that is missing raises ValueError."""
        for processor in self:
            parameters = list(inspect.signature(processor.__call__).parameters.values())
            if len(parameters) <= 2:
                scores = processor(input_ids, scores)
                continue
            required = [
                p.name
                for p in parameters[2:]
                if p.default is p.empty and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
            ]
            if any(name not in kwargs for name in required):
                raise ValueError(
                    f"Make sure that all the required parameters: {[p.name for p in parameters]} for "
                    f"{processor.__class__} are passed to the logits processor."
                )
            scores = processor(input_ids, scores, **kwargs)
        return scores


def token_tensor(tokens: Any) -> paddle.Tensor:
    """One id, several, or a tensor of them as a one-dimensional int64 tensor."""
    if isinstance(tokens, paddle.Tensor):
        return tokens.reshape([1]) if tokens.ndim == 0 else tokens
    return paddle.to_tensor([tokens] if isinstance(tokens, int) else list(tokens), dtype="int64")


def eos_tensor(tokens: Any) -> paddle.Tensor:
    """``token_tensor`` of ids that must not be negative."""
    ids = token_tensor(tokens)
    if ids.is_floating_point() or bool((ids < 0).any()):
        raise ValueError(f"`eos_token_id` has to be a list of positive integers, but is {ids}")
    return ids


def is_one_of(ids: paddle.Tensor, tokens: paddle.Tensor) -> paddle.Tensor:
    """Which of ``ids`` are among ``tokens`` (bool, the shape of ``ids``)."""
    return (ids.unsqueeze(-1) == tokens.reshape([-1]).cast(ids.dtype)).any(axis=-1)


def with_tokens_at(scores: paddle.Tensor, tokens: paddle.Tensor, value: float) -> paddle.Tensor:
    """Scores ``[rows, vocabulary]`` with ``value`` in the columns of ``tokens``."""
    columns = is_one_of(paddle.arange(scores.shape[-1], dtype="int64"), tokens)
    return paddle.masked_fill(scores, columns.unsqueeze(0).expand_as(scores), value)


def _only_tokens(scores: paddle.Tensor, tokens: paddle.Tensor) -> paddle.Tensor:
    return with_tokens_at(paddle.full_like(scores, MINUS_INFINITY), tokens, 0.0)


def _require_whole(name: str, value: Any, kind: str) -> None:
    if not isinstance(value, int) or value < 0:
        raise ValueError(f"`{name}` has to be a {kind} integer, but is {value}")


class MinLengthLogitsProcessor(LogitsProcessor):
    """No end token before ``min_length`` tokens, the prompt's included."""

    def __init__(self, min_length: int, eos_token_id: Any, device: Any = "cpu") -> None:
        _require_whole("min_length", min_length, "non-negative")
        self.min_length = min_length
        self.eos_token_id = token_tensor(eos_token_id)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if input_ids.shape[-1] >= self.min_length:
            return scores.clone()
        return with_tokens_at(scores, self.eos_token_id, MINUS_INFINITY)


class MinNewTokensLengthLogitsProcessor(LogitsProcessor):
    """No end token before ``min_new_tokens`` tokens after a prompt of ``prompt_length_to_skip``."""

    def __init__(self, prompt_length_to_skip: int, min_new_tokens: int, eos_token_id: Any, device: Any = "cpu") -> None:
        _require_whole("prompt_length_to_skip", prompt_length_to_skip, "positive")
        _require_whole("min_new_tokens", min_new_tokens, "positive")
        self.prompt_length_to_skip = prompt_length_to_skip
        self.min_new_tokens = min_new_tokens
        self.eos_token_id = token_tensor(eos_token_id)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if input_ids.shape[-1] - self.prompt_length_to_skip >= self.min_new_tokens:
            return scores.clone()
        return with_tokens_at(scores, self.eos_token_id, MINUS_INFINITY)


def torch_gather_rows(values: paddle.Tensor, indices: paddle.Tensor, axis: int = -1) -> paddle.Tensor:
    """torch.gather, for dtypes too that Paddle's kernel does not take everywhere."""
    if values.dtype in (paddle.bool, paddle.float16, paddle.bfloat16):
        plain = paddle.take_along_axis(values.cast("float32"), indices, axis=axis, broadcast=False)
        return plain.cast(values.dtype)
    return paddle.take_along_axis(values, indices, axis=axis, broadcast=False)


def _penalised(scores: paddle.Tensor, ids: paddle.Tensor, penalty: float) -> paddle.Tensor:
    """Scores of the tokens in ``ids`` made worse: negative ones times the penalty, others divided by it."""
    counts = paddle.put_along_axis(paddle.zeros(scores.shape), ids, 1.0, axis=1, broadcast=False)
    return paddle.where(counts > 0, paddle.where(scores < 0, scores * penalty, scores / penalty), scores)


class RepetitionPenaltyLogitsProcessor(LogitsProcessor):
    """Tokens that were seen get worse scores; those of the first ``prompt_ignore_length`` do not count."""

    def __init__(self, penalty: float, prompt_ignore_length: int | None = None) -> None:
        if not isinstance(penalty, float) or not penalty > 0:
            raise ValueError(f"`penalty` has to be a strictly positive float, but is {penalty}")
        if prompt_ignore_length is not None:
            _require_whole("prompt_ignore_length", prompt_ignore_length, "positive")
        self.penalty = penalty
        self.prompt_ignore_length = prompt_ignore_length

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if self.prompt_ignore_length:
            input_ids = input_ids[:, self.prompt_ignore_length :]
        if scores.ndim == 3:
            ids = input_ids.unsqueeze(0) if input_ids.ndim == 1 else input_ids
            last = _penalised(scores[:, -1, :], ids.expand([scores.shape[0], ids.shape[-1]]), self.penalty)
            scores[:, -1, :] = last
            return scores
        if input_ids.ndim == 1:
            input_ids = input_ids.unsqueeze(1)
        return _penalised(scores, input_ids, self.penalty) if input_ids.shape[-1] else scores.clone()


class EncoderRepetitionPenaltyLogitsProcessor(LogitsProcessor):
    """Tokens of the encoder's input get better scores."""

    def __init__(self, penalty: float, encoder_input_ids: Any) -> None:
        if not isinstance(penalty, float) or not penalty > 0:
            raise ValueError(f"`penalty` has to be a strictly positive float, but is {penalty}")
        self.penalty = 1 / penalty
        self.encoder_input_ids = encoder_input_ids

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return _penalised(scores, self.encoder_input_ids, self.penalty)


class PrefixConstrainedLogitsProcessor(LogitsProcessor):
    """Only tokens that ``prefix_allowed_tokens_fn(batch_id, ids)`` lists."""

    def __init__(self, prefix_allowed_tokens_fn: Callable[[int, Any], Any], num_beams: int) -> None:
        self._prefix_allowed_tokens_fn = prefix_allowed_tokens_fn
        self._num_beams = num_beams

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        rows = []
        for row in range(input_ids.shape[0] // self._num_beams * self._num_beams):
            batch_id = row // self._num_beams
            allowed = self._prefix_allowed_tokens_fn(batch_id, input_ids[row])
            if len(allowed) == 0:
                raise ValueError(
                    f"`prefix_allowed_tokens_fn` returned an empty list for batch ID {batch_id}. This means that the "
                    "constraint is unsatisfiable. Please check your implementation of `prefix_allowed_tokens_fn`"
                )
            rows.append(_only_tokens(scores[row : row + 1], token_tensor(allowed)))
        return scores + paddle.concat(rows)


class ForcedBOSTokenLogitsProcessor(LogitsProcessor):
    """``bos_token_id`` as the first token after the start token."""

    def __init__(self, bos_token_id: int) -> None:
        self.bos_token_id = bos_token_id

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return _only_tokens(scores, token_tensor(self.bos_token_id)) if input_ids.shape[-1] == 1 else scores


class ForcedEOSTokenLogitsProcessor(LogitsProcessor):
    """An end token as the last of ``max_length``."""

    def __init__(self, max_length: int, eos_token_id: Any, device: Any = "cpu") -> None:
        self.max_length = max_length
        self.eos_token_id = eos_tensor(eos_token_id)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return _only_tokens(scores, self.eos_token_id) if input_ids.shape[-1] == self.max_length - 1 else scores


class InfNanRemoveLogitsProcessor(LogitsProcessor):
    """nan becomes 0, infinities the largest and smallest finite numbers."""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        limits = paddle.finfo(scores.dtype)
        scores = paddle.where(paddle.isnan(scores), paddle.zeros_like(scores), scores)
        scores = paddle.where(scores == math.inf, paddle.full_like(scores, float(limits.max)), scores)
        return paddle.where(scores == MINUS_INFINITY, paddle.full_like(scores, float(limits.min)), scores)


class ExponentialDecayLengthPenalty(LogitsProcessor):
    """End tokens become likelier by a factor for each token after a start, counted from the prompt's end."""

    def __init__(self, exponential_decay_length_penalty: Any, eos_token_id: Any, input_ids_seq_length: int) -> None:
        self.regulation_start = exponential_decay_length_penalty[0] + input_ids_seq_length
        self.regulation_factor = exponential_decay_length_penalty[1]
        self.eos_token_id = eos_tensor(eos_token_id)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        steps = input_ids.shape[-1] - self.regulation_start
        if steps <= 0:
            return scores
        ends = is_one_of(paddle.arange(scores.shape[-1], dtype="int64"), self.eos_token_id).unsqueeze(0)
        penalty = paddle.abs(scores) * (pow(self.regulation_factor, steps) - 1)
        return scores + paddle.where(ends.expand_as(scores), penalty, paddle.zeros_like(scores))


class LogitNormalization(LogitsProcessor):
    """log-softmax, for beams and scores that must be comparable."""

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return paddle.nn.functional.log_softmax(scores, axis=-1)


class SuppressTokensLogitsProcessor(LogitsProcessor):
    """Never any of ``suppress_tokens``."""

    def __init__(self, suppress_tokens: Iterable[int], device: Any = "cpu") -> None:
        self.suppress_tokens = token_tensor(list(suppress_tokens))

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        return with_tokens_at(scores, self.suppress_tokens, MINUS_INFINITY)


class SuppressTokensAtBeginLogitsProcessor(LogitsProcessor):
    """None of ``begin_suppress_tokens`` where ``begin_index`` tokens stand before."""

    def __init__(self, begin_suppress_tokens: Iterable[int], begin_index: int, device: Any = "cpu") -> None:
        self.begin_suppress_tokens = token_tensor(list(begin_suppress_tokens))
        self.begin_index = begin_index

    def set_begin_index(self, begin_index: int) -> None:
        self.begin_index = begin_index

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if input_ids.shape[-1] != self.begin_index:
            return scores
        return with_tokens_at(scores, self.begin_suppress_tokens, MINUS_INFINITY)


class ForceTokensLogitsProcessor(LogitsProcessor):
    """transformers.ForceTokensLogitsProcessor (until 4.44): pairs of a length and the token that must come there."""

    def __init__(self, force_token_map: Iterable[Any], _has_warned: bool | None = False) -> None:
        self.force_token_map = dict(force_token_map)

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        forced = self.force_token_map.get(input_ids.shape[-1])
        return scores if forced is None else _only_tokens(scores, token_tensor(forced))
