"""The part of transformers' GenerationMixin that searches contrastively: likely tokens whose state repeats no other."""

from __future__ import annotations

from typing import Any

import paddle

from .hf_generation_inputs import in_float32
from .hf_generation_older import OlderCall
from .hf_generation_outputs import GenerationRecord
from .hf_generation_processors import torch_gather_rows


def _rows_of_cache(past: Any, rows: paddle.Tensor) -> Any:
    """The rows (of the batch) of a cache of tuples, or of a cache object, which changes."""
    if hasattr(past, "reorder_cache"):
        past.reorder_cache(rows)
        return past
    return tuple(tuple(paddle.index_select(state, rows, axis=0) for state in layer) for layer in past)


def _without_last(past: Any) -> Any:
    if hasattr(past, "crop"):
        past.crop(past.get_seq_length() - 1)
        return past
    return tuple(tuple(state[..., :-1, :] for state in layer) for layer in past)


def _states(outputs: Any, decodes: bool) -> Any:
    return outputs.decoder_hidden_states if decodes else outputs.hidden_states


class _Chosen:
    """A model's output for all candidates, seen as that of the chosen ones."""

    def __init__(self, outputs: Any, rows: paddle.Tensor) -> None:
        self._outputs, self._rows = outputs, rows

    def __getattr__(self, name: str) -> Any:
        layers = getattr(self._outputs, name)
        return None if layers is None else tuple(paddle.index_select(layer, self._rows, axis=0) for layer in layers)


def _most_different(context: Any, states: Any, chances: Any, alpha: float) -> Any:
    """Of each prompt's candidates the best by probability, and by how little its state is like one before."""
    count = chances.shape[-1]
    context = context / context.norm(axis=2, keepdim=True)
    states = states / states.norm(axis=2, keepdim=True)
    alike = paddle.matmul(context, states.transpose([0, 2, 1])).squeeze(-1).max(axis=-1)
    return paddle.argmax((1.0 - alpha) * chances - alpha * alike.reshape([-1, count]), axis=-1)


class ContrastiveSearch:
    """Contrastive search; GenerationMixin's."""

    _is_generation_runtime = True

    def contrastive_search(
        self,
        input_ids: Any,
        top_k: int | None = 1,
        penalty_alpha: float | None = 0,
        logits_processor: Any = None,
        logits_warper: Any = None,
        stopping_criteria: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Contrastive search with processors and criteria that the caller made, as until 4.38."""
        kwargs.update(
            logits_processor=logits_processor, logits_warper=logits_warper, stopping_criteria=stopping_criteria
        )
        kwargs.pop("sequential", None)
        call = OlderCall(self, False, kwargs, ends_rows=True)
        call.config.top_k, call.config.penalty_alpha = top_k, penalty_alpha
        return self._contrastive_search(
            input_ids, call.processors, call.criteria, call.config, streamer=call.streamer, **call.model_kwargs
        )

    def _contrastive_search(
        self,
        input_ids: Any,
        logits_processor: Any,
        stopping_criteria: Any,
        generation_config: Any,
        streamer: Any = None,
        **model_kwargs: Any,
    ) -> Any:
        """In each step the model runs once for ``top_k`` candidates of each row; the chosen one's state goes on."""
        model: Any = self
        config, count = generation_config, generation_config.top_k
        decodes = bool(model.config.is_encoder_decoder)
        pad, batch = config._pad_token_tensor, input_ids.shape[0]
        ends = any(hasattr(criterion, "eos_token_id") for criterion in stopping_criteria)
        record = GenerationRecord(config, model_kwargs, decodes)
        model_kwargs = model._get_initial_cache_position(input_ids.shape[1], None, {**model_kwargs, "use_cache": True})
        asked = config.output_hidden_states
        config.output_hidden_states = True
        outputs, logits, model_kwargs = model._run_step(input_ids, config, model_kwargs)
        past = model_kwargs.pop("past_key_values", None)
        if past is None:
            raise ValueError(
                f"{type(self).__name__} has no cache and therefore **can't** be used for contrastive search."
            )
        context = _states(outputs, decodes)[-1]
        _, model_kwargs = model._expand_inputs_for_generation(count, decodes, **model_kwargs)
        every = paddle.arange(batch, dtype="int64")
        candidates = every.unsqueeze(-1).expand([batch, count]).flatten()
        unfinished, done = paddle.ones([batch], dtype="int64"), False
        while not done:
            scores = logits_processor(input_ids, logits)
            record.add(outputs, scores, logits)
            chances, tokens = paddle.topk(paddle.nn.functional.softmax(scores, axis=-1), count, axis=-1)
            model_kwargs["past_key_values"] = _rows_of_cache(past, candidates)
            ids = tokens.reshape([-1, 1]).cast(input_ids.dtype)
            run, logits, model_kwargs = model._run_step(ids, config, model_kwargs)
            states = _states(run, decodes)[-1]
            repeated = paddle.index_select(context, candidates, axis=0)
            best = _most_different(repeated, states, chances, config.penalty_alpha)
            rows = every * count + best
            past = _rows_of_cache(model_kwargs.pop("past_key_values"), rows)
            context = paddle.concat([context, paddle.index_select(states, rows, axis=0)], axis=1)
            outputs, logits = _Chosen(run, rows), in_float32(paddle.index_select(logits, rows, axis=0))
            chosen = torch_gather_rows(tokens, best.unsqueeze(-1), axis=1).squeeze(1)
            if ends:
                chosen = chosen * unfinished + pad * (1 - unfinished)
            input_ids = paddle.concat([input_ids, chosen.cast(input_ids.dtype).unsqueeze(-1)], axis=-1)
            if streamer is not None:
                streamer.put(chosen.cpu())
            unfinished = unfinished * (1 - stopping_criteria(input_ids, record.scores).cast("int64"))
            done = int(unfinished.max()) == 0
        if streamer is not None:
            streamer.end()
        config.output_hidden_states = asked
        return record.result(input_ids, _without_last(past) if record.wanted else None)
