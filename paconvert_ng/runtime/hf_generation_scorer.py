"""transformers' BeamSearchScorer, with which beam search was written until 4.50 and models' own loops still are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import UserDict
from typing import Any

import paddle


class BeamHypotheses:
    """The best ``num_beams`` finished sequences of one prompt (or group): (score, ids, source rows)."""

    def __init__(
        self, num_beams: int, length_penalty: float, early_stopping: Any, max_length: int | None = None
    ) -> None:
        if not isinstance(early_stopping, bool) and max_length is None:
            raise ValueError(
                "When `do_early_stopping` is set to a string, `max_length` must be defined. Ensure it is passed to the "
                "BeamScorer class instance at initialization time."
            )
        self.length_penalty = length_penalty
        self.early_stopping = early_stopping
        self.max_length = max_length
        self.num_beams = num_beams
        self.beams: list[tuple[float, Any, Any]] = []
        self.worst_score = 1e9

    def __len__(self) -> int:
        return len(self.beams)

    def add(self, hyp: Any, sum_logprobs: float, beam_indices: Any = None, generated_len: int | None = None) -> None:
        """Keeps a sequence if it is among the best; its score is divided by a power of its length."""
        length = hyp.shape[-1] if generated_len is None else generated_len
        score = sum_logprobs / length**self.length_penalty
        if len(self) >= self.num_beams and score <= self.worst_score:
            return
        self.beams.append((score, hyp, beam_indices))
        if len(self) > self.num_beams:
            ranked = sorted((value, index) for index, (value, _, _) in enumerate(self.beams))
            del self.beams[ranked[0][1]]
            self.worst_score = ranked[1][0]
        else:
            self.worst_score = min(score, self.worst_score)

    def is_done(self, best_sum_logprobs: float, cur_len: int, decoder_prompt_len: int | None = 0) -> bool:
        """Whether no running beam, the best of which is given, can become better than those that are kept."""
        if len(self) < self.num_beams:
            return False
        if self.early_stopping is True:
            return True
        prompt = decoder_prompt_len or 0
        length = cur_len
        if self.early_stopping is not False and self.length_penalty > 0.0:
            assert self.max_length is not None
            length = self.max_length
            if length <= prompt:
                raise ValueError("max_length is not larger than decoder prompt length")
        return self.worst_score >= best_sum_logprobs / (length - prompt) ** self.length_penalty


class BeamScorer(ABC):
    """transformers.BeamScorer, the base class."""

    @abstractmethod
    def process(self, input_ids: Any, next_scores: Any, next_tokens: Any, next_indices: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("This is an abstract method.")

    @abstractmethod
    def finalize(
        self, input_ids: Any, next_scores: Any, next_tokens: Any, next_indices: Any, max_length: int, **kwargs: Any
    ) -> Any:
        raise NotImplementedError("This is an abstract method.")


def _ids_listed(tokens: Any) -> list[int] | None:
    """One id, several, or a tensor of them as a list."""
    if tokens is None:
        return None
    if isinstance(tokens, paddle.Tensor):
        tokens = tokens.tolist()
    return [tokens] if isinstance(tokens, int) else list(tokens)


class BeamSearchScorer(BeamScorer):
    """transformers.BeamSearchScorer: chooses the beams that go on and keeps those that ended, for each prompt."""

    def __init__(
        self,
        batch_size: int,
        num_beams: int,
        device: Any,
        length_penalty: float | None = 1.0,
        do_early_stopping: Any = False,
        num_beam_hyps_to_keep: int | None = 1,
        num_beam_groups: int | None = 1,
        max_length: int | None = None,
    ) -> None:
        if not isinstance(num_beams, int) or num_beams <= 1:
            raise ValueError(
                f"`num_beams` has to be an integer strictly greater than 1, but is {num_beams}. For `num_beams` == 1, "
                "one should make use of `greedy_search` instead."
            )
        groups = num_beam_groups
        if not isinstance(groups, int) or groups > num_beams or num_beams % groups != 0:
            raise ValueError(
                "`num_beam_groups` has to be an integer smaller or equal than `num_beams` and `num_beams` has to be "
                f"divisible by `num_beam_groups`, but is {groups} with `num_beams` being {num_beams}."
            )
        self.num_beams = num_beams
        self.device = device
        self.length_penalty = length_penalty
        self.do_early_stopping = do_early_stopping
        self.num_beam_hyps_to_keep: int = num_beam_hyps_to_keep or 1
        self.num_beam_groups = groups
        self.group_size = num_beams // groups
        self._is_init = False
        self._beam_hyps = [
            BeamHypotheses(self.group_size, length_penalty or 0.0, do_early_stopping, max_length)
            for _ in range(batch_size * groups)
        ]
        self._done = [False] * len(self._beam_hyps)

    @property
    def is_done(self) -> bool:
        return all(self._done)

    def process(  # type: ignore[override]
        self,
        input_ids: Any,
        next_scores: Any,
        next_tokens: Any,
        next_indices: Any,
        pad_token_id: Any = None,
        eos_token_id: Any = None,
        beam_indices: Any = None,
        group_index: int | None = 0,
        decoder_prompt_len: int | None = 0,
    ) -> Any:
        """One step: of the candidates ``[batch, count]``, best first, the scores, tokens and rows that go on."""
        length = input_ids.shape[-1] + 1
        batch, size = len(self._beam_hyps) // self.num_beam_groups, self.group_size
        if batch != input_ids.shape[0] // size:
            raise ValueError(
                f"A beam size of {input_ids.shape[0]} is used as the input, but a beam size of {size} is expected by "
                "the beam scorer."
            )
        ends = _ids_listed(eos_token_id)
        scores, tokens, indices = next_scores.tolist(), next_tokens.tolist(), next_indices.tolist()
        chosen: list[tuple[float, int, int]] = []
        for prompt in range(batch):
            place = prompt * self.num_beam_groups + (group_index or 0)
            if self._done[place]:
                if ends is None or pad_token_id is None:
                    raise ValueError("Generated beams >= num_beams -> eos_token_id and pad_token have to be defined")
                chosen += [(0.0, int(pad_token_id), 0)] * size
                continue
            going: list[tuple[float, int, int]] = []
            for rank, (token, score, index) in enumerate(zip(tokens[prompt], scores[prompt], indices[prompt])):
                row = prompt * size + index
                if ends is None or token not in ends:
                    going.append((score, token, row))
                elif rank < size:
                    source = (*beam_indices[row], row) if beam_indices is not None else None
                    generated = length - (decoder_prompt_len or 0)
                    self._beam_hyps[place].add(input_ids[row].clone(), score, source, generated)
                if len(going) == size:
                    break
            if len(going) < size:
                raise ValueError(
                    f"At most {size} tokens in {tokens[prompt]} can be equal to `eos_token_id: {ends}`. Make sure "
                    f"{tokens[prompt]} are corrected."
                )
            chosen += going
            best = max(scores[prompt])
            self._done[place] = self._beam_hyps[place].is_done(best, length, decoder_prompt_len)
        kinds = (next_scores.dtype, next_tokens.dtype, next_indices.dtype)
        made = [paddle.to_tensor(list(column), dtype=kind) for column, kind in zip(zip(*chosen), kinds)]
        return UserDict(zip(("next_beam_scores", "next_beam_tokens", "next_beam_indices"), made))

    def finalize(  # type: ignore[override]
        self,
        input_ids: Any,
        final_beam_scores: Any,
        final_beam_tokens: Any,
        final_beam_indices: Any,
        max_length: int | None,
        pad_token_id: Any = None,
        eos_token_id: Any = None,
        beam_indices: Any = None,
        decoder_prompt_len: int | None = 0,
    ) -> Any:
        """The best sequences of each prompt, running beams included, with their scores and source rows."""
        ends, size = _ids_listed(eos_token_id), self.group_size
        scores = final_beam_scores.tolist()
        for place, hypotheses in enumerate(self._beam_hyps):
            for row in range(place * size, place * size + size):
                if not self._done[place]:
                    source = beam_indices[row] if beam_indices is not None else None
                    generated = input_ids.shape[-1] - (decoder_prompt_len or 0)
                    hypotheses.add(input_ids[row], scores[row], source, generated)
        best: list[tuple[float, Any, Any]] = []
        for first in range(0, len(self._beam_hyps), self.num_beam_groups):
            found = [beam for group in self._beam_hyps[first : first + self.num_beam_groups] for beam in group.beams]
            best += sorted(found, key=lambda beam: beam[0])[: -self.num_beam_hyps_to_keep - 1 : -1]
        ids = [beam[1].tolist() for beam in best]
        lengths = [len(row) for row in ids]
        longest = max(lengths) + 1 if max_length is None else min(max(lengths) + 1, max_length)
        if min(lengths) != max(lengths) and pad_token_id is None:
            raise ValueError("`pad_token_id` has to be defined")
        for row in ids:
            if len(row) < longest:
                row += [*(ends or [])[:1], *[int(pad_token_id or 0)] * longest][: longest - len(row)]
        rows = None
        if best and best[0][2] is not None:
            rows = [[*map(int, beam[2]), *[-1] * longest][:longest] for beam in best]
        return UserDict(
            sequences=paddle.to_tensor(ids, dtype=input_ids.dtype),
            sequence_scores=paddle.to_tensor([beam[0] for beam in best], dtype="float32"),
            beam_indices=None if rows is None else paddle.to_tensor(rows, dtype=input_ids.dtype),
        )
