"""transformers' stopping criteria: which rows of a batch are finished after a new token."""

from __future__ import annotations

import time
import warnings
import weakref
from abc import ABC
from copy import deepcopy
from typing import Any

import paddle

from .hf_generation_processors import is_one_of, token_tensor

#: What the tokens of a tokenizer add to a text: that takes seconds for a large vocabulary.
TEXTS_OF_TOKENS: weakref.WeakKeyDictionary[Any, dict[int, str]] = weakref.WeakKeyDictionary()


def _for_all_rows(input_ids: Any, done: bool) -> paddle.Tensor:
    return paddle.full([input_ids.shape[0]], done, dtype="bool")


class StoppingCriteria(ABC):  # noqa: B024
    """transformers.StoppingCriteria, the base class.

    Called with ids ``[rows, length]`` and the scores so far; gives a bool for each row, or one for the batch as
    until 4.38.
    """

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("StoppingCriteria needs to be subclassed")


class MaxLengthCriteria(StoppingCriteria):
    """At ``max_length`` tokens, the prompt's included."""

    def __init__(self, max_length: int, max_position_embeddings: int | None = None) -> None:
        self.max_length = max_length
        self.max_position_embeddings = max_position_embeddings

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return _for_all_rows(input_ids, input_ids.shape[-1] >= self.max_length)


class MaxNewTokensCriteria(StoppingCriteria):
    """transformers.MaxNewTokensCriteria (until 4.43): at ``max_new_tokens`` after ``start_length``."""

    def __init__(self, start_length: int, max_new_tokens: int) -> None:
        self.start_length = start_length
        self.max_new_tokens = max_new_tokens
        self.max_length = start_length + max_new_tokens

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return _for_all_rows(input_ids, input_ids.shape[-1] >= self.max_length)


class MaxTimeCriteria(StoppingCriteria):
    """After ``max_time`` seconds."""

    def __init__(self, max_time: float, initial_timestamp: float | None = None) -> None:
        self.max_time = max_time
        self.initial_timestamp = time.time() if initial_timestamp is None else initial_timestamp

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return _for_all_rows(input_ids, time.time() - self.initial_timestamp > self.max_time)


class EosTokenCriteria(StoppingCriteria):
    """At an end token."""

    def __init__(self, eos_token_id: Any) -> None:
        self.eos_token_id = token_tensor(eos_token_id)

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        return is_one_of(input_ids[:, -1], self.eos_token_id)


class ConfidenceCriteria(StoppingCriteria):
    """An assistant model stops where the last token's probability is below a threshold."""

    def __init__(self, assistant_confidence_threshold: float) -> None:
        self.assistant_confidence_threshold = assistant_confidence_threshold

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        chances = paddle.nn.functional.softmax(scores[-1], axis=-1)
        return float(chances[0, int(input_ids[0, -1])]) < self.assistant_confidence_threshold


class StopStringCriteria(StoppingCriteria):
    """Where the text ends with a stop string, or with one and more characters of the token that completed it."""

    def __init__(self, tokenizer: Any, stop_strings: str | list[str]) -> None:
        self.stop_strings = (stop_strings,) if isinstance(stop_strings, str) else tuple(stop_strings)
        self.maximum_token_len = max(len(text) for text in self.stop_strings)
        self.num_stop_strings = len(self.stop_strings)
        self._texts = self._token_texts(tokenizer)
        if not any(self._ends(text, stop) for text in self._texts.values() for stop in self.stop_strings):
            raise ValueError(
                "Stop string preprocessing was unable to identify tokens matching one or more of the supplied stop "
                "string(s). This is most often caused by the stop strings containing unusual characters that are not "
                "in the tokenizer vocabulary."
            )

    @staticmethod
    def _token_texts(tokenizer: Any, prefix: str = "abcdef") -> dict[int, str]:
        """What each token adds to a text, its leading space included."""
        known = TEXTS_OF_TOKENS.get(tokenizer, {})
        if len(known) == len(tokenizer.get_vocab()):
            return known
        base = [
            tokenizer._convert_id_to_token(token) for token in tokenizer(prefix, add_special_tokens=False)["input_ids"]
        ]
        texts = {}
        for token, index in tokenizer.get_vocab().items():
            text = tokenizer.convert_tokens_to_string([*base, token])
            texts[index] = text[text.index(prefix) + len(prefix) :]
        TEXTS_OF_TOKENS[tokenizer] = texts
        return texts

    @staticmethod
    def _ends(text: str, stop: str) -> bool:
        """Whether some piece of ``text`` is an end of ``stop``, or holds all of it."""
        return stop in text or any(text.startswith(stop[-size:]) for size in range(1, min(len(text), len(stop)) + 1))

    def _stops(self, ids: list[int]) -> bool:
        last = len(self._texts.get(ids[-1], "")) if ids else 0
        text = "".join(self._texts.get(token, "") for token in ids)
        # The stop string may end anywhere in the last token.
        return any(text.endswith(stop, 0, len(text) - over) for stop in self.stop_strings for over in range(last))

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        rows = input_ids[:, -self.maximum_token_len :].tolist()
        return paddle.to_tensor([self._stops(ids) for ids in rows], dtype="bool")


class StoppingVerdict:
    """Which rows are finished, for loops written for transformers until 4.38, where it was one bool: all of them."""

    def __init__(self, rows: paddle.Tensor) -> None:
        self.rows = rows

    def __bool__(self) -> bool:
        return bool(self.rows.all())

    def __invert__(self) -> paddle.Tensor:
        return ~self.rows

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rows, name)


class StoppingCriteriaList(list):  # type: ignore[type-arg]
    """transformers.StoppingCriteriaList: finished where one of the criteria says so."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        done = _for_all_rows(input_ids, False)
        for criterion in self:
            verdict = criterion(input_ids, scores, **kwargs)
            if isinstance(verdict, StoppingVerdict):
                verdict = verdict.rows
            if isinstance(verdict, paddle.Tensor):
                done = done | verdict.cast("bool")
            elif verdict:
                done = _for_all_rows(input_ids, True)
        return done

    @property
    def max_length(self) -> int | None:
        for criterion in self:
            if isinstance(criterion, (MaxLengthCriteria, MaxNewTokensCriteria)):
                return criterion.max_length
        return None


class StoppingCriteriaForBatch(StoppingCriteriaList):
    """What a model's own loop gets that calls ``_get_stopping_criteria``: its results may be taken for one bool."""

    def __call__(self, input_ids: Any, scores: Any, **kwargs: Any) -> Any:
        rows = super().__call__(input_ids, scores, **kwargs)
        return rows if rows.shape[0] == 1 else StoppingVerdict(rows)


def validate_stopping_criteria(stopping_criteria: Any, max_length: int) -> Any:
    """transformers' function of that name: a copy that stops at ``max_length`` if nothing else limits the length."""
    given = stopping_criteria.max_length
    stopping_criteria = deepcopy(stopping_criteria)
    if given is not None and given != max_length:
        warnings.warn(
            "You set different `max_length` for stopping criteria and `max_length` parameter", UserWarning, stacklevel=2
        )
    elif given is None:
        stopping_criteria.append(MaxLengthCriteria(max_length=max_length))
    return stopping_criteria
