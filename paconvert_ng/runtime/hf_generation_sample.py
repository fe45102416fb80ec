"""The part of transformers' GenerationMixin that finds tokens one by one: greedily or by sampling."""

from __future__ import annotations

from typing import Any

import paddle

from .hf_generation_inputs import (
    in_float32,
    length_of_cache,
    parameters_of,
    takes_any_keyword,
)
from .hf_generation_outputs import GenerationRecord


class GenerationSteps:
    """Steps of generation, and the search without beams; GenerationMixin's."""

    _is_generation_runtime = True

    def _has_unfinished_sequences(self, this_peer_finished: Any, synced_gpus: bool = False, device: Any = None) -> bool:
        if synced_gpus and paddle.distributed.get_world_size() > 1:
            unfinished = paddle.to_tensor([0.0 if this_peer_finished else 1.0])
            paddle.distributed.all_reduce(unfinished)
            return float(unfinished) != 0.0
        return not this_peer_finished

    def _uses_cache_position(self) -> bool:
        """Whether the model's own ``prepare_inputs_for_generation``, if any, is of the kind that takes positions."""
        model: Any = self
        own = model._own_method("prepare_inputs_for_generation")
        if own is None or "cache_position" in parameters_of(own):
            return True
        return takes_any_keyword(own) and "cache_position" in parameters_of(model.forward)

    def _get_initial_cache_position(self, seq_length: Any, device: Any = None, model_kwargs: Any = None) -> Any:
        """``cache_position`` of the first step; until 4.48 called with the ids and the model's arguments."""
        if model_kwargs is None:
            seq_length, model_kwargs = seq_length.shape[1], device
        if model_kwargs.get("cache_position") is not None or not self._uses_cache_position():
            return model_kwargs
        model: Any = self
        decodes = model.config.is_encoder_decoder
        embeds = model_kwargs.get("decoder_inputs_embeds" if decodes else "inputs_embeds")
        total = seq_length if embeds is None else embeds.shape[1]
        start = length_of_cache(model_kwargs.get("past_key_values"))
        model_kwargs["cache_position"] = paddle.arange(total, dtype="int64")[start:]
        return model_kwargs

    def _run_step(self, input_ids: Any, config: Any, model_kwargs: dict[str, Any]) -> tuple[Any, Any, dict[str, Any]]:
        """One run of the model: its outputs, float32 logits of the next token, arguments for the next step."""
        model: Any = self
        inputs = model.prepare_inputs_for_generation(input_ids, **model_kwargs)
        outputs = model(**self._with_output_flags(inputs, config))
        decodes = model.config.is_encoder_decoder
        model_kwargs = model._update_model_kwargs_for_generation(outputs, model_kwargs, is_encoder_decoder=decodes)
        return outputs, in_float32(outputs.logits[:, -1, :]), model_kwargs

    def _with_output_flags(self, inputs: dict[str, Any], config: Any) -> dict[str, Any]:
        """Inputs with ``return_dict`` and the outputs asked for, which a model's own preparation may have dropped."""
        model: Any = self
        inputs = dict(inputs)
        any_keyword, parameters = takes_any_keyword(model.forward), parameters_of(model.forward)
        if any_keyword or "return_dict" in parameters:
            inputs["return_dict"] = True
        for name in ("output_attentions", "output_hidden_states"):
            if getattr(config, name) and (any_keyword or name in parameters):
                inputs[name] = True
        return inputs

    def _sample(
        self,
        input_ids: Any,
        logits_processor: Any,
        stopping_criteria: Any,
        generation_config: Any,
        synced_gpus: bool = False,
        streamer: Any = None,
        **model_kwargs: Any,
    ) -> Any:
        """Ids with new tokens, each the best or drawn, until all rows are finished; finished ones get padding."""
        model: Any = self
        config = generation_config
        pad = config._pad_token_tensor
        ends = any(hasattr(criterion, "eos_token_id") for criterion in stopping_criteria)
        record = GenerationRecord(config, model_kwargs, model.config.is_encoder_decoder)
        unfinished = paddle.ones([input_ids.shape[0]], dtype="int64")
        model_kwargs = model._get_initial_cache_position(input_ids.shape[1], None, model_kwargs)
        done = False
        while self._has_unfinished_sequences(done, synced_gpus):
            outputs, logits, model_kwargs = self._run_step(input_ids, config, model_kwargs)
            if synced_gpus and done:
                continue
            scores = logits_processor(input_ids, logits)
            record.add(outputs, scores, logits)
            if config.do_sample:
                chances = paddle.nn.functional.softmax(scores, axis=-1)
                tokens = paddle.multinomial(chances, num_samples=1).squeeze(1)
            else:
                tokens = paddle.argmax(scores, axis=-1)
            if ends:
                tokens = tokens * unfinished + pad * (1 - unfinished)
            input_ids = paddle.concat([input_ids, tokens.cast(input_ids.dtype).unsqueeze(-1)], axis=-1)
            if streamer is not None:
                streamer.put(tokens.cpu())
            stopped = stopping_criteria(input_ids, record.scores)
            unfinished = unfinished * (1 - stopped.cast("int64"))
            done = int(unfinished.max()) == 0
        if streamer is not None:
            streamer.end()
        return record.result(input_ids, model_kwargs.get("past_key_values"))
