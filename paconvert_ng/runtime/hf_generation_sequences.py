"""transformers' logits processors that look at sequences of tokens: n-grams, words, groups of beams."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import paddle

from .hf_generation_processors import MINUS_INFINITY, LogitsProcessor


def _forbidden(scores: paddle.Tensor, tokens: Sequence[Iterable[int]]) -> paddle.Tensor:
    """Scores with minus infinity at the tokens that are listed for each row."""
    mask = np.zeros(tuple(scores.shape), dtype=bool)
    for row, ids in enumerate(tokens):
        mask[row, list(ids)] = True
    return paddle.masked_fill(scores, paddle.to_tensor(mask), MINUS_INFINITY)


def _followers(size: int, ids: list[int]) -> dict[tuple[int, ...], list[int]]:
    """For each n-gram of ``ids`` without its last token, the tokens that came last."""
    found: dict[tuple[int, ...], list[int]] = {}
    for ngram in zip(*[ids[start:] for start in range(size)]):
        found.setdefault(ngram[:-1], []).append(ngram[-1])
    return found


def _next_of(followers: dict[tuple[int, ...], list[int]], size: int, ids: list[int]) -> list[int]:
    """The tokens that followed the last ``size - 1`` of ``ids`` before."""
    return followers.get(tuple(ids[max(len(ids) + 1 - size, 0) :]), [])


class NoRepeatNGramLogitsProcessor(LogitsProcessor):
    """No n-gram of ``ngram_size`` tokens twice."""

    def __init__(self, ngram_size: int) -> None:
        if not isinstance(ngram_size, int) or ngram_size <= 0:
            raise ValueError(f"`ngram_size` has to be a strictly positive integer, but is {ngram_size}")
        self.ngram_size = ngram_size

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if input_ids.shape[-1] + 1 < self.ngram_size:
            return scores.clone()
        rows = input_ids.tolist()[: scores.shape[0]]
        return _forbidden(scores, [_next_of(_followers(self.ngram_size, ids), self.ngram_size, ids) for ids in rows])


class EncoderNoRepeatNGramLogitsProcessor(LogitsProcessor):
    """No n-gram of the encoder's input."""

    def __init__(self, encoder_ngram_size: int, encoder_input_ids: Any) -> None:
        if not isinstance(encoder_ngram_size, int) or encoder_ngram_size <= 0:
            raise ValueError(f"`encoder_ngram_size` has to be a strictly positive integer, but is {encoder_ngram_size}")
        self.ngram_size = encoder_ngram_size
        if encoder_input_ids.ndim == 1:
            encoder_input_ids = encoder_input_ids.unsqueeze(0)
        self.batch_size = encoder_input_ids.shape[0]
        self.generated_ngrams = [_followers(encoder_ngram_size, ids) for ids in encoder_input_ids.tolist()]

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        beams = scores.shape[0] // self.batch_size
        rows = input_ids.tolist()[: scores.shape[0]]
        return _forbidden(
            scores,
            [_next_of(self.generated_ngrams[row // beams], self.ngram_size, ids) for row, ids in enumerate(rows)],
        )


def _is_token(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and bool(value >= 0)


class SequenceBiasLogitsProcessor(LogitsProcessor):
    """A number added to the score of the last token of a sequence whose other tokens stand before."""

    def __init__(self, sequence_bias: Any) -> None:
        self.sequence_bias = sequence_bias
        self._validate_arguments()
        if isinstance(self.sequence_bias, list):
            self.sequence_bias = {tuple(pair[0]): pair[1] for pair in self.sequence_bias}
        self.length_1_bias: Any = None
        self.prepared_bias_variables = False

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if not self.prepared_bias_variables:
            self._prepare_bias_variables(scores)
        longer = [ids for ids in self.sequence_bias if 1 < len(ids) <= input_ids.shape[1]]
        if not longer:
            return scores + self.length_1_bias.cast(scores.dtype)
        rows = input_ids.tolist()
        bias = np.broadcast_to(self.length_1_bias.numpy(), tuple(scores.shape)).copy()
        for ids in longer:
            for row, seen in enumerate(rows):
                if tuple(seen[1 - len(ids) :]) == tuple(ids[:-1]):
                    bias[row, ids[-1]] += self.sequence_bias[ids]
        return scores + paddle.to_tensor(bias, dtype=scores.dtype)

    def _prepare_bias_variables(self, scores: Any) -> None:
        size = scores.shape[-1]
        invalid = [token for ids in self.sequence_bias for token in ids if token >= size]
        if invalid:
            raise ValueError(
                f"The model vocabulary size is {size}, but the following tokens were being biased: {invalid}"
            )
        bias = np.zeros(size, dtype=np.float32)
        for ids, value in self.sequence_bias.items():
            if len(ids) == 1:
                bias[ids[0]] = value
        self.length_1_bias = paddle.to_tensor(bias)
        self.prepared_bias_variables = True

    def _validate_arguments(self) -> None:
        given = self.sequence_bias
        if not isinstance(given, (dict, list)) or not given:
            raise ValueError(
                f"`sequence_bias` has to be a non-empty dictionary, or non-empty list of lists but is {given}."
            )
        if isinstance(given, list):
            if any(
                not isinstance(pair[0], list)
                or not all(_is_token(token) and token > 0 for token in pair[0])
                or not isinstance(pair[1], float)
                for pair in given
            ):
                raise ValueError(
                    "Each element in `sequence_bias` has to be a non-empty list of lists of positive integers and "
                    f"float, but is {given}."
                )
            return
        if any(not isinstance(ids, tuple) for ids in given):
            raise ValueError(f"`sequence_bias` has to be a dict with tuples as keys, but is {given}.")
        if any(not ids or not all(map(_is_token, ids)) for ids in given):
            raise ValueError(
                f"Each key in `sequence_bias` has to be a non-empty tuple of positive integers, but is {given}."
            )
        if any(not isinstance(value, float) for value in given.values()):
            raise ValueError(f"`sequence_bias` has to be a dict with floats as values, but is {given}.")


class NoBadWordsLogitsProcessor(SequenceBiasLogitsProcessor):
    """None of the listed sequences; an end token alone is not taken for a bad word."""

    def __init__(self, bad_words_ids: list[list[int]], eos_token_id: Any = None) -> None:
        self.bad_word_ids = bad_words_ids
        self._validate_arguments()
        if eos_token_id is not None:
            if isinstance(eos_token_id, paddle.Tensor):
                eos_token_id = eos_token_id.reshape([-1]).tolist()
            ends = [[eos_token_id]] if isinstance(eos_token_id, int) else [[token] for token in eos_token_id]
            bad_words_ids = [ids for ids in bad_words_ids if ids not in ends]
        super().__init__({tuple(ids): MINUS_INFINITY for ids in bad_words_ids})

    def _validate_arguments(self) -> None:
        given = self.bad_word_ids
        if not isinstance(given, list) or not given:
            raise ValueError(f"`bad_words_ids` has to be a non-empty list, but is {given}.")
        if any(not isinstance(ids, list) for ids in given):
            raise ValueError(f"`bad_words_ids` has to be a list of lists, but is {given}.")
        if any(not _is_token(token) for ids in given for token in ids):
            raise ValueError(f"Each list in `bad_words_ids` has to be a list of positive integers, but is {given}.")


class HammingDiversityLogitsProcessor(LogitsProcessor):
    """Group beam search: tokens that earlier groups of beams chose in this step are penalised."""

    def __init__(self, diversity_penalty: float, num_beams: int, num_beam_groups: int) -> None:
        if not isinstance(diversity_penalty, float) or not diversity_penalty > 0.0:
            raise ValueError("`diversity_penalty` should be a float strictly larger than 0.")
        if not isinstance(num_beams, int) or num_beams < 2:
            raise ValueError("`num_beams` should be an integer strictly larger than 1.")
        if not isinstance(num_beam_groups, int) or num_beam_groups < 2:
            raise ValueError("`num_beam_groups` should be an integer strictly larger than 1.")
        if num_beam_groups > num_beams:
            raise ValueError("`beam_groups` has to be smaller or equal to `num_beams`.")
        self._diversity_penalty = diversity_penalty
        self._num_beams = num_beams
        self._num_sub_beams = num_beams // num_beam_groups

    def __call__(  # type: ignore[override]
        self, input_ids: Any, scores: Any, current_tokens: Any, beam_group_idx: int
    ) -> Any:
        start = beam_group_idx * self._num_sub_beams
        if start == 0:
            return scores
        size = min(start + self._num_sub_beams, self._num_beams) - start
        chosen = np.asarray(current_tokens.tolist()).reshape(-1, self._num_beams)[:, :start]
        counts = np.stack([np.bincount(row, minlength=scores.shape[-1]) for row in chosen])
        penalty = paddle.to_tensor(np.repeat(counts, size, axis=0), dtype=scores.dtype)
        return scores - self._diversity_penalty * penalty
