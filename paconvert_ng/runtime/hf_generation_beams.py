"""The part of transformers' GenerationMixin that searches with beams, all of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import paddle

from .hf_generation_outputs import GenerationRecord

#: Added to the log-probability of a beam that must not be chosen.
NEVER_CHOSEN = -1.0e9


def rows_flat(tensor: paddle.Tensor) -> paddle.Tensor:
    """``[batch, beams, ...]`` → ``[batch * beams, ...]``."""
    return tensor.reshape([-1, *tensor.shape[2:]])


def chosen_beams(tensor: paddle.Tensor, indices: paddle.Tensor) -> paddle.Tensor:
    """Of ``tensor [batch, beams, ...]`` the beams that ``indices [batch, chosen]`` names."""
    batch, count = indices.shape
    rows = (paddle.arange(batch, dtype="int64").unsqueeze(-1) * tensor.shape[1] + indices.cast("int64")).flatten()
    return paddle.index_select(rows_flat(tensor), rows, axis=0).reshape([batch, count, *tensor.shape[2:]])


def _best(scores: paddle.Tensor, count: int) -> tuple[paddle.Tensor, paddle.Tensor]:
    values, indices = paddle.topk(scores, count, axis=-1)
    return values, indices


def _as_penalty(forbidden: paddle.Tensor) -> paddle.Tensor:
    return forbidden.cast("float32") * NEVER_CHOSEN


@dataclass
class BeamState:
    """What a beam search has found: beams that go on, and the best that ended.

    ``running`` and ``finished`` are ids ``[batch, beams, max_length]``, the scores sums of log-probabilities (those of
    finished beams divided by their length), the sources the row of each step that a beam came from, or -1.
    """

    running: paddle.Tensor
    running_scores: paddle.Tensor
    running_sources: paddle.Tensor
    finished: paddle.Tensor
    finished_scores: paddle.Tensor
    finished_sources: paddle.Tensor
    is_finished: paddle.Tensor
    may_improve: paddle.Tensor

    @classmethod
    def start(cls, input_ids: paddle.Tensor, beams: int, max_length: int, fill: int) -> BeamState:
        rows, length = input_ids.shape
        batch = rows // beams
        tail = paddle.full([batch, beams, max_length - length], fill, dtype="int64")
        ids = paddle.concat([input_ids.cast("int64").reshape([batch, beams, length]), tail], axis=-1)
        scores = paddle.full([batch, beams], NEVER_CHOSEN, dtype="float32")
        sources = paddle.full([batch, beams, max_length - length], -1, dtype="int64")
        first = scores.clone()
        first[:, 0] = 0.0
        nothing = paddle.zeros([batch, beams], dtype="bool")
        return cls(
            ids, first, sources, ids.clone(), scores, sources.clone(), nothing, paddle.ones([batch, 1], dtype="bool")
        )


class GenerationBeams:
    """Beam search and beam sampling; GenerationMixin's."""

    _is_generation_runtime = True

    def _vocabulary_of_beams(self) -> int:
        model: Any = self
        name = type(self).__name__
        if name == "MoshiDepthDecoder":
            return int(model.config.audio_vocab_size)
        if name == "BarkSemanticModel":
            return int(model.config.output_vocab_size)
        if name == "ImageGPTForCausalImageModeling":
            return int(model.get_output_embeddings().out_features)
        return int(getattr(model.config, "get_text_config", lambda: model.config)().vocab_size)

    def _beam_search(
        self,
        input_ids: Any,
        logits_processor: Any,
        stopping_criteria: Any,
        generation_config: Any,
        synced_gpus: bool = False,
        **model_kwargs: Any,
    ) -> Any:
        """The ``num_return_sequences`` best of all beams that ended, for each prompt of ``num_beams`` equal rows."""
        model: Any = self
        config = generation_config
        eos = config._eos_token_tensor
        beams, prompt = config.num_beams, input_ids.shape[1]
        batch, size = input_ids.shape[0] // beams, self._vocabulary_of_beams()
        count = max(2, 1 + (eos.shape[0] if eos is not None else 0)) * beams
        if config.low_memory:
            raise ValueError("`low_memory=True` is not supported by beam search.")
        pad = int(config._pad_token_tensor) if config._pad_token_tensor is not None else 0
        fill = -1 if eos is None else pad or int(eos[0])
        state = BeamState.start(input_ids, beams, config.max_length, fill)
        record = GenerationRecord(config, model_kwargs, model.config.is_encoder_decoder)
        model_kwargs = model._get_initial_cache_position(prompt, None, model_kwargs)
        length, done = prompt, False
        while model._has_unfinished_sequences(done, synced_gpus):
            ids = rows_flat(state.running[:, :, :length])
            outputs, logits, model_kwargs = model._run_step(ids, config, model_kwargs)
            if synced_gpus and done:
                continue
            scores = logits_processor(ids, paddle.nn.functional.log_softmax(logits, axis=-1))
            record.add(outputs, scores, logits)
            sums = scores.reshape([batch, beams, size]) + state.running_scores.unsqueeze(-1)
            found = self._continuations(state, sums.reshape([batch, beams * size]), count, length, prompt, config)
            stopped = stopping_criteria(rows_flat(found[1][:, :, : length + 1]), record.scores).reshape([batch, count])
            self._keep_running(state, found, stopped, beams)
            self._keep_finished(state, found, stopped, length, prompt, config)
            if model_kwargs.get("past_key_values") is not None:
                sources = rows_flat(state.running_sources[:, :, length - prompt : length - prompt + 1]).flatten()
                model_kwargs["past_key_values"] = model._temporary_reorder_cache(
                    model_kwargs["past_key_values"], sources
                )
            length += 1
            self._check_hope(state, length, prompt, config)
            full = config.early_stopping is True and bool(state.is_finished.all())
            done = full or not bool(state.may_improve.any()) or bool(stopped.all())
        return self._beam_result(state, record, prompt, config, model_kwargs.get("past_key_values"))

    def _continuations(
        self, state: BeamState, sums: Any, count: int, length: int, prompt: int, config: Any
    ) -> tuple[Any, Any, Any]:
        """The ``count`` best (or drawn) continuations of each prompt: scores, ids with the new token, sources."""
        batch, beams = state.running_scores.shape
        size = sums.shape[-1] // beams
        if config.do_sample:
            indices = paddle.multinomial(paddle.nn.functional.softmax(sums, axis=-1), num_samples=count)
            scores = paddle.take_along_axis(sums, indices, axis=1, broadcast=False)
        else:
            scores, indices = _best(sums, count)
        from_beams = indices // size
        ids = chosen_beams(state.running, from_beams)
        ids[:, :, length] = indices % size
        sources = chosen_beams(state.running_sources, from_beams)
        sources[:, :, length - prompt] = from_beams + paddle.arange(batch, dtype="int64").unsqueeze(-1) * beams
        return scores, ids, sources

    def _keep_running(self, state: BeamState, found: tuple[Any, Any, Any], stopped: Any, beams: int) -> None:
        """The best continuations that did not stop go on."""
        scores, ids, sources = found
        scores = scores + _as_penalty(stopped)
        _, best = _best(scores, beams)
        state.running, state.running_sources = chosen_beams(ids, best), chosen_beams(sources, best)
        state.running_scores = chosen_beams(scores, best)

    def _keep_finished(
        self, state: BeamState, found: tuple[Any, Any, Any], stopped: Any, length: int, prompt: int, config: Any
    ) -> None:
        """Continuations that stopped, among the best ``num_beams``, join the finished ones; the best of all stay."""
        scores, ids, sources = found
        beams = config.num_beams
        ended = stopped & (paddle.arange(scores.shape[-1]) < beams).unsqueeze(0)
        scores = scores / float(length + 1 - prompt) ** config.length_penalty
        full = state.is_finished.all(axis=-1, keepdim=True)
        if config.early_stopping is not True:
            full = paddle.zeros_like(full)
        scores = scores + _as_penalty(full) + _as_penalty(~state.may_improve) + _as_penalty(~ended)
        merged = paddle.concat([state.finished_scores, scores], axis=1)
        state.finished_scores, best = _best(merged, beams)
        state.finished = chosen_beams(paddle.concat([state.finished, ids], axis=1), best)
        state.finished_sources = chosen_beams(paddle.concat([state.finished_sources, sources], axis=1), best)
        flags = paddle.concat([state.is_finished, ended], axis=1).cast("int64")
        state.is_finished = chosen_beams(flags, best).cast("bool")

    def _check_hope(self, state: BeamState, length: int, prompt: int, config: Any) -> None:
        """Whether the best running beam could still be better than the worst finished one."""
        longest = config.max_length if config.early_stopping == "never" and config.length_penalty > 0.0 else length
        hoped = state.running_scores[:, :1] / float(longest - prompt) ** config.length_penalty
        worst = state.finished_scores.min(axis=1, keepdim=True).expand_as(state.is_finished)
        worst = paddle.where(state.is_finished, worst, paddle.full_like(worst, NEVER_CHOSEN))
        state.may_improve = state.may_improve & (hoped > worst).any(axis=-1, keepdim=True)

    def _beam_result(self, state: BeamState, record: Any, prompt: int, config: Any, past: Any) -> Any:
        kept = config.num_return_sequences
        sources = rows_flat(state.finished_sources[:, :kept])
        longest = int((sources >= 0).cast("int64").sum(axis=1).max())
        sequences = rows_flat(state.finished[:, :kept])[:, : prompt + longest]
        scores = state.finished_scores[:, :kept].flatten() if config.output_scores else None
        return record.result(sequences, past, sequences_scores=scores, beam_indices=sources[:, :longest].cast("int32"))
