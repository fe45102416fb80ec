"""The searches as methods of their own that transformers' GenerationMixin had until 4.38, and group beam search."""

from __future__ import annotations

import copy
from typing import Any

import paddle

from .hf_generation_config import complete_generation_config, generation_config_of
from .hf_generation_inputs import in_float32
from .hf_generation_outputs import GenerationRecord
from .hf_generation_processors import LogitsProcessorList
from .hf_generation_scorer import BeamSearchScorer
from .hf_generation_stopping import EosTokenCriteria, StoppingCriteriaList, validate_stopping_criteria

_SETTINGS = (
    "pad_token_id", "eos_token_id", "output_attentions", "output_hidden_states", "output_scores", "output_logits",
    "return_dict_in_generate",
)  # fmt: skip


class OlderCall:
    """The arguments of such a method: a configuration, processors, criteria, and the model's own arguments.

    ``ends_rows``: rows of the batch end at the end token, which the caller's criteria do not look at.
    """

    def __init__(self, model: Any, do_sample: bool, kwargs: dict[str, Any], ends_rows: bool = False) -> None:
        config = complete_generation_config(copy.deepcopy(generation_config_of(model)))
        for name in _SETTINGS:
            value = kwargs.pop(name, None)
            if value is not None:
                setattr(config, name, value)
        pad, eos = config.pad_token_id, config.eos_token_id
        if eos is not None and pad is None:
            raise ValueError("If `eos_token_id` is defined, make sure that `pad_token_id` is defined.")
        config.do_sample = do_sample
        model._prepare_special_tokens(config)
        self.config = config
        self.processors = LogitsProcessorList(kwargs.pop("logits_processor", None) or [])
        self.processors.extend(kwargs.pop("logits_warper", None) or [])
        criteria = kwargs.pop("stopping_criteria", None)
        criteria = StoppingCriteriaList() if criteria is None else criteria
        longest = kwargs.pop("max_length", None)
        self.criteria = criteria if longest is None else validate_stopping_criteria(criteria, longest)
        if ends_rows and config._eos_token_tensor is not None:
            self.criteria = StoppingCriteriaList([*self.criteria, EosTokenCriteria(config._eos_token_tensor)])
        self.streamer = kwargs.pop("streamer", None)
        self.synced = bool(kwargs.pop("synced_gpus", False))
        self.model_kwargs = kwargs


class OlderSearches:
    """``greedy_search``, ``sample``, ``beam_search`` and others; GenerationMixin's."""

    _is_generation_runtime = True

    def _older_sample(self, input_ids: Any, do_sample: bool, kwargs: dict[str, Any]) -> Any:
        model: Any = self
        call = OlderCall(model, do_sample, kwargs, ends_rows=True)
        return model._sample(
            input_ids, call.processors, call.criteria, call.config, call.synced, call.streamer, **call.model_kwargs
        )

    def greedy_search(
        self, input_ids: Any, logits_processor: Any = None, stopping_criteria: Any = None, **kwargs: Any
    ) -> Any:
        """Greedy search with processors and criteria that the caller made."""
        kwargs.update(logits_processor=logits_processor, stopping_criteria=stopping_criteria)
        return self._older_sample(input_ids, False, kwargs)

    def sample(
        self,
        input_ids: Any,
        logits_processor: Any = None,
        stopping_criteria: Any = None,
        logits_warper: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Sampling with processors, criteria and warpers that the caller made."""
        kwargs.update(
            logits_processor=logits_processor, stopping_criteria=stopping_criteria, logits_warper=logits_warper
        )
        return self._older_sample(input_ids, True, kwargs)

    def beam_search(
        self,
        input_ids: Any,
        beam_scorer: Any,
        logits_processor: Any = None,
        stopping_criteria: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Beam search with a scorer, processors and criteria that the caller made."""
        kwargs.update(logits_processor=logits_processor, stopping_criteria=stopping_criteria)
        return self._older_beams(input_ids, beam_scorer, False, kwargs)

    def beam_sample(
        self,
        input_ids: Any,
        beam_scorer: Any,
        logits_processor: Any = None,
        stopping_criteria: Any = None,
        logits_warper: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Beam sampling with a scorer, processors, criteria and warpers that the caller made."""
        kwargs.update(
            logits_processor=logits_processor, stopping_criteria=stopping_criteria, logits_warper=logits_warper
        )
        return self._older_beams(input_ids, beam_scorer, True, kwargs)

    def group_beam_search(
        self,
        input_ids: Any,
        beam_scorer: Any,
        logits_processor: Any = None,
        stopping_criteria: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Group beam search with a scorer, processors and criteria that the caller made."""
        kwargs.update(logits_processor=logits_processor, stopping_criteria=stopping_criteria)
        return self._older_beams(input_ids, beam_scorer, False, kwargs)

    def _group_beam_search(
        self, input_ids: Any, logits_processor: Any, stopping_criteria: Any, generation_config: Any, **model_kwargs: Any
    ) -> Any:
        """What ``generate`` runs for ``num_beam_groups`` above 1, and for models made before 4.41 for one group."""
        config = generation_config
        scorer = BeamSearchScorer(
            batch_size=input_ids.shape[0] // config.num_beams,
            num_beams=config.num_beams,
            device=None,
            length_penalty=config.length_penalty,
            do_early_stopping=config.early_stopping,
            num_beam_hyps_to_keep=config.num_return_sequences,
            num_beam_groups=config.num_beam_groups,
            max_length=config.max_length,
        )
        # The scorer itself ends beams: a criterion of the end token would end the whole batch.
        criteria = StoppingCriteriaList(c for c in stopping_criteria if not isinstance(c, EosTokenCriteria))
        return self._scored_beams(input_ids, scorer, config, logits_processor, criteria, model_kwargs)

    def _older_beams(self, input_ids: Any, scorer: Any, do_sample: bool, kwargs: dict[str, Any]) -> Any:
        call = OlderCall(self, do_sample, kwargs)
        return self._scored_beams(input_ids, scorer, call.config, call.processors, call.criteria, call.model_kwargs)

    def _scored_beams(
        self, input_ids: Any, scorer: Any, config: Any, processors: Any, criteria: Any, model_kwargs: dict[str, Any]
    ) -> Any:
        """Beam search of one or more groups of beams: the groups of a step one after the other."""
        model: Any = self
        groups = getattr(scorer, "num_beam_groups", 1)
        size, batch = scorer.num_beams // groups, len(scorer._beam_hyps) // groups
        if scorer.num_beams * batch != input_ids.shape[0]:
            raise ValueError(
                f"Batch dimension of `input_ids` should be {scorer.num_beams * batch}, but is {input_ids.shape[0]}."
            )
        record = GenerationRecord(config, model_kwargs, model.config.is_encoder_decoder)
        keeps_sources = record.scores is not None
        sources: Any = [[()] * (size * batch) for _ in range(groups)] if keeps_sources else None
        eos = config._eos_token_tensor
        ends = {"pad_token_id": None if config._pad_token_tensor is None else int(config._pad_token_tensor)}
        ends["eos_token_id"] = None if eos is None else eos.tolist()
        beam_scores = paddle.full([batch, groups, size], -1e9, dtype="float32")
        beam_scores[:, :, 0] = 0.0
        beam_scores = beam_scores.flatten()
        rows_of = [
            paddle.to_tensor(
                [p * groups * size + g * size + b for p in range(batch) for b in range(size)], dtype="int64"
            )
            for g in range(groups)
        ]
        prompt = input_ids.shape[-1]
        model_kwargs = model._get_initial_cache_position(prompt, None, model_kwargs)
        while True:
            outputs, logits, model_kwargs = model._run_step(input_ids, config, model_kwargs)
            logs = paddle.nn.functional.log_softmax(in_float32(logits), axis=-1)
            processed, order, tokens_now = paddle.zeros_like(logs), [0] * input_ids.shape[0], [0] * input_ids.shape[0]
            next_scores = beam_scores.clone()
            for group, rows in enumerate(rows_of):
                ids = paddle.index_select(input_ids, rows, axis=0)
                extra = {}
                if groups > 1:
                    current = paddle.to_tensor(tokens_now, dtype="int64")
                    extra = {"current_tokens": current, "beam_group_idx": group}
                scores = processors(ids, paddle.index_select(logs, rows, axis=0), **extra)
                processed[rows] = scores
                sums = scores + paddle.index_select(beam_scores, rows, axis=0).unsqueeze(-1)
                candidates = self._candidates(sums.reshape([batch, -1]), scores.shape[-1], size, config)
                known = sum((list(part) for part in sources), []) if groups > 1 and sources else (sources or [None])[0]
                step = scorer.process(
                    ids, *candidates, **ends, beam_indices=known, group_index=group, decoder_prompt_len=prompt
                )
                chosen = step["next_beam_indices"].tolist()
                places = rows.tolist()
                for place, token, source in zip(places, step["next_beam_tokens"].tolist(), chosen):
                    tokens_now[place], order[place] = token, places[source]
                next_scores[rows] = step["next_beam_scores"]
                if sources:
                    sources[group] = [(*sources[group][index], index) for index in chosen]
            beam_scores = next_scores
            record.add(outputs, processed, logits)
            rows = paddle.to_tensor(order, dtype="int64")
            newest = paddle.to_tensor(tokens_now, dtype=input_ids.dtype).unsqueeze(-1)
            input_ids = paddle.concat([paddle.index_select(input_ids, rows, axis=0), newest], axis=-1)
            if model_kwargs.get("past_key_values") is not None:
                model_kwargs["past_key_values"] = model._temporary_reorder_cache(model_kwargs["past_key_values"], rows)
            stopped = criteria(input_ids, record.scores)
            if scorer.is_done or bool(stopped if isinstance(stopped, bool) else stopped.all()):
                break
        found = scorer.finalize(
            input_ids,
            beam_scores,
            *candidates[1:],
            **ends,
            max_length=getattr(criteria, "max_length", None),
            beam_indices=sum((list(part) for part in sources), []) if sources else None,
            decoder_prompt_len=prompt,
        )
        return record.result(
            found["sequences"],
            model_kwargs.get("past_key_values"),
            sequences_scores=found["sequence_scores"] if config.output_scores else None,
            beam_indices=found["beam_indices"],
        )

    def _candidates(self, sums: Any, vocabulary: int, size: int, config: Any) -> tuple[Any, Any, Any]:
        """The best (or drawn) continuations of each prompt, best first: scores, tokens, beams within the prompt."""
        eos = config._eos_token_tensor
        count = max(2, 1 + (eos.shape[0] if eos is not None else 0)) * size
        if config.do_sample:
            drawn = paddle.multinomial(paddle.nn.functional.softmax(sums, axis=-1), num_samples=2 * size)
            scores = paddle.take_along_axis(sums, drawn, axis=1, broadcast=False)
            order = paddle.argsort(scores, axis=1, descending=True)
            scores = paddle.take_along_axis(scores, order, axis=1, broadcast=False)
            indices = paddle.take_along_axis(drawn, order, axis=1, broadcast=False)
        else:
            scores, indices = paddle.topk(sums, count, axis=1)
        return scores, indices % vocabulary, indices // vocabulary
