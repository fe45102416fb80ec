"""The part of transformers' GenerationMixin that makes logits processors and stopping criteria of a configuration."""

from __future__ import annotations

import warnings
from typing import Any

import paddle

from .hf_generation_config import complete_generation_config, token_ids
from .hf_generation_guidance import UnbatchedClassifierFreeGuidanceLogitsProcessor
from .hf_generation_processors import (
    EncoderRepetitionPenaltyLogitsProcessor,
    ExponentialDecayLengthPenalty,
    ForcedBOSTokenLogitsProcessor,
    ForcedEOSTokenLogitsProcessor,
    ForceTokensLogitsProcessor,
    InfNanRemoveLogitsProcessor,
    LogitNormalization,
    LogitsProcessorList,
    MinLengthLogitsProcessor,
    MinNewTokensLengthLogitsProcessor,
    PrefixConstrainedLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    SuppressTokensAtBeginLogitsProcessor,
    SuppressTokensLogitsProcessor,
)
from .hf_generation_sequences import (
    EncoderNoRepeatNGramLogitsProcessor,
    HammingDiversityLogitsProcessor,
    NoBadWordsLogitsProcessor,
    NoRepeatNGramLogitsProcessor,
    SequenceBiasLogitsProcessor,
)
from .hf_generation_stopping import (
    ConfidenceCriteria,
    EosTokenCriteria,
    MaxLengthCriteria,
    MaxTimeCriteria,
    StoppingCriteriaForBatch,
    StoppingCriteriaList,
    StopStringCriteria,
)
from .hf_generation_warpers import (
    EpsilonLogitsWarper,
    EtaLogitsWarper,
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
    TypicalLogitsWarper,
)


def _eos_of(config: Any) -> Any:
    """End tokens of a configuration, one-dimensional, or None."""
    eos = getattr(config, "_eos_token_tensor", None)
    eos = token_ids(config.eos_token_id) if eos is None else eos
    return eos.reshape([-1]) if eos is not None else None


def _is_prepared(config: Any) -> bool:
    """Whether ``generate`` prepared this configuration; a model's own loop, as in code for 4.30 to 4.41, does not."""
    return hasattr(config, "_eos_token_tensor")


def _warpers(config: Any) -> LogitsProcessorList:
    eos = _eos_of(config)
    kept = 1 if config.num_beams == 1 else (eos.shape[0] if eos is not None else 1) + 1
    found = LogitsProcessorList()
    if config.temperature is not None and config.temperature != 1.0:
        found.append(TemperatureLogitsWarper(config.temperature))
    if config.top_k is not None and config.top_k != 0:
        found.append(TopKLogitsWarper(top_k=config.top_k, min_tokens_to_keep=kept))
    if config.top_p is not None and config.top_p < 1.0:
        found.append(TopPLogitsWarper(top_p=config.top_p, min_tokens_to_keep=kept))
    if config.min_p is not None:
        found.append(MinPLogitsWarper(min_p=config.min_p, min_tokens_to_keep=kept))
    if config.typical_p is not None and config.typical_p < 1.0:
        found.append(TypicalLogitsWarper(mass=config.typical_p, min_tokens_to_keep=kept))
    if config.epsilon_cutoff is not None and 0.0 < config.epsilon_cutoff < 1.0:
        found.append(EpsilonLogitsWarper(epsilon=config.epsilon_cutoff, min_tokens_to_keep=kept))
    if config.eta_cutoff is not None and 0.0 < config.eta_cutoff < 1.0:
        found.append(EtaLogitsWarper(epsilon=config.eta_cutoff, min_tokens_to_keep=kept))
    return found


def _sequence_processors(config: Any, encoder_input_ids: Any) -> list[Any]:
    """Processors of seen tokens: biases, repetition, n-grams, bad words."""
    found: list[Any] = []
    if config.sequence_bias is not None:
        found.append(SequenceBiasLogitsProcessor(sequence_bias=config.sequence_bias))
    if config.diversity_penalty is not None and config.diversity_penalty > 0.0:
        found.append(
            HammingDiversityLogitsProcessor(config.diversity_penalty, config.num_beams, config.num_beam_groups)
        )
    has_ids = encoder_input_ids is not None and encoder_input_ids.ndim == 2
    if config.encoder_repetition_penalty is not None and config.encoder_repetition_penalty != 1.0:
        if has_ids:
            found.append(EncoderRepetitionPenaltyLogitsProcessor(config.encoder_repetition_penalty, encoder_input_ids))
        else:
            warnings.warn(
                "`encoder_repetition_penalty` requires input ids, ignoring the argument.", UserWarning, stacklevel=2
            )
    if config.repetition_penalty is not None and config.repetition_penalty != 1.0:
        found.append(RepetitionPenaltyLogitsProcessor(penalty=config.repetition_penalty))
    if config.no_repeat_ngram_size is not None and config.no_repeat_ngram_size > 0:
        found.append(NoRepeatNGramLogitsProcessor(config.no_repeat_ngram_size))
    if config.encoder_no_repeat_ngram_size is not None and config.encoder_no_repeat_ngram_size > 0:
        if has_ids:
            found.append(EncoderNoRepeatNGramLogitsProcessor(config.encoder_no_repeat_ngram_size, encoder_input_ids))
        else:
            warnings.warn(
                "`encoder_no_repeat_ngram_size` requires input ids, ignoring the argument.", UserWarning, stacklevel=2
            )
    if config.bad_words_ids is not None:
        found.append(NoBadWordsLogitsProcessor(config.bad_words_ids, _eos_of(config)))
    return found


def _length_processors(config: Any, input_length: int, prefix_allowed_tokens_fn: Any) -> list[Any]:
    """Processors of what may or must stand at some length."""
    found: list[Any] = []
    eos = _eos_of(config)
    if config.min_length is not None and eos is not None and config.min_length > 0:
        found.append(MinLengthLogitsProcessor(config.min_length, eos))
    if config.min_new_tokens is not None and eos is not None and config.min_new_tokens > 0:
        found.append(MinNewTokensLengthLogitsProcessor(input_length, config.min_new_tokens, eos))
    if prefix_allowed_tokens_fn is not None:
        beams = config.num_beams // config.num_beam_groups
        found.append(PrefixConstrainedLogitsProcessor(prefix_allowed_tokens_fn, beams))
    if config.forced_bos_token_id is not None:
        found.append(ForcedBOSTokenLogitsProcessor(config.forced_bos_token_id))
    if config.forced_eos_token_id is not None:
        found.append(ForcedEOSTokenLogitsProcessor(config.max_length, config.forced_eos_token_id))
    if config.remove_invalid_values is True:
        found.append(InfNanRemoveLogitsProcessor())
    if config.exponential_decay_length_penalty is not None:
        found.append(ExponentialDecayLengthPenalty(config.exponential_decay_length_penalty, eos, input_length))
    if config.suppress_tokens is not None:
        found.append(SuppressTokensLogitsProcessor(config.suppress_tokens))
    forced = config.forced_decoder_ids
    if config.begin_suppress_tokens is not None:
        begin = input_length if input_length > 1 or config.forced_bos_token_id is None else input_length + 1
        if forced:
            begin += forced[-1][0]
        found.append(SuppressTokensAtBeginLogitsProcessor(config.begin_suppress_tokens, begin))
    if forced:
        found.append(ForceTokensLogitsProcessor(forced))
    return found


class GenerationChoices:
    """Logits processors and stopping criteria; GenerationMixin's."""

    _is_generation_runtime = True

    def _get_logits_warper(self, generation_config: Any, device: Any = None) -> LogitsProcessorList:
        """The warpers of a configuration, unless ``_get_logits_processor`` has put them among the processors."""
        config = complete_generation_config(generation_config)
        if getattr(config, "_warpers_are_merged", False):
            return LogitsProcessorList()
        found = _warpers(config)
        if config.renormalize_logits is True:
            found.append(LogitNormalization())
        return found

    def _get_logits_processor(
        self,
        generation_config: Any,
        input_ids_seq_length: Any = None,
        encoder_input_ids: Any = None,
        prefix_allowed_tokens_fn: Any = None,
        logits_processor: Any = None,
        device: Any = None,
        model_kwargs: Any = None,
        negative_prompt_ids: Any = None,
        negative_prompt_attention_mask: Any = None,
    ) -> LogitsProcessorList:
        """All processors of a configuration and the caller's; warpers too, as since 4.45, if ``generate`` asks."""
        config = complete_generation_config(generation_config)
        if isinstance(device, dict):
            # Until 4.41 the model's arguments stood here.
            model_kwargs = device
        found = LogitsProcessorList()
        if config.guidance_scale is not None and config.guidance_scale != 1:
            use_cache = (model_kwargs or {}).get("use_cache", config.use_cache)
            found.append(
                UnbatchedClassifierFreeGuidanceLogitsProcessor(
                    config.guidance_scale, self, negative_prompt_ids, negative_prompt_attention_mask, use_cache
                )
            )
        found.extend(_sequence_processors(config, encoder_input_ids))
        found.extend(_length_processors(config, input_ids_seq_length or 0, prefix_allowed_tokens_fn))
        found = self._merge_criteria_processor_list(found, logits_processor or [])
        if _is_prepared(config) and config.do_sample:
            found.extend(_warpers(config))
            config._warpers_are_merged = True
        if config.watermarking_config is not None:
            raise NotImplementedError("generate: watermarks are drawn by torch's generator and cannot be made here")
        if config.renormalize_logits is True:
            found.append(LogitNormalization())
        return found

    def _get_stopping_criteria(
        self, generation_config: Any, stopping_criteria: Any = None, tokenizer: Any = None
    ) -> StoppingCriteriaList:
        """All criteria of a configuration and the caller's."""
        config = complete_generation_config(generation_config)
        found = StoppingCriteriaList() if _is_prepared(config) else StoppingCriteriaForBatch()
        if config.max_length is not None:
            longest = getattr(getattr(self, "config", None), "max_position_embeddings", None)
            found.append(MaxLengthCriteria(max_length=config.max_length, max_position_embeddings=longest))
        if config.max_time is not None:
            found.append(MaxTimeCriteria(max_time=config.max_time))
        if config.stop_strings is not None:
            if tokenizer is None:
                raise ValueError(
                    "There are one or more stop strings, either in the arguments to `generate` or in the model's "
                    "generation config, but we could not locate a tokenizer. When generating with stop strings, you "
                    "must pass the model's tokenizer to the `tokenizer` argument of `generate`."
                )
            found.append(StopStringCriteria(stop_strings=config.stop_strings, tokenizer=tokenizer))
        eos = _eos_of(config)
        if eos is not None:
            found.append(EosTokenCriteria(eos_token_id=eos))
        if config.is_assistant and (config.assistant_confidence_threshold or 0) > 0:
            found.append(ConfidenceCriteria(config.assistant_confidence_threshold))
        return self._merge_criteria_processor_list(found, stopping_criteria or [])

    def _merge_criteria_processor_list(self, default_list: Any, custom_list: Any) -> Any:
        """Defaults, each replaced by the caller's of the same class, then the caller's others."""
        merged = type(default_list)()
        for default in default_list:
            merged.append(next((custom for custom in custom_list if type(custom) is type(default)), default))
        merged.extend(custom for custom in custom_list if not any(custom is known for known in merged))
        return merged

    def compute_transition_scores(
        self, sequences: Any, scores: Any, beam_indices: Any = None, normalize_logits: bool = False
    ) -> Any:
        """The score of each generated token, of the scores that ``generate`` gave; 0 where a beam ended before."""
        model: Any = self
        steps = len(scores)
        if beam_indices is None:
            beam_indices = paddle.arange(scores[0].shape[0]).reshape([-1, 1]).expand([-1, steps])
        inner = getattr(model.config, "get_text_config", lambda: model.config)()
        table = paddle.stack(list(scores)).reshape([steps, -1]).transpose([1, 0])
        if normalize_logits:
            table = table.reshape([-1, inner.vocab_size, steps])
            table = paddle.nn.functional.log_softmax(table, axis=1).reshape([-1, steps])
        longest = int((beam_indices >= 0).cast("int64").sum(axis=-1).max())
        beam_indices = beam_indices.cast("int64")[:, :longest]
        ended = beam_indices < 0
        rows = paddle.masked_fill(beam_indices, ended, 0) * inner.vocab_size
        rows = rows + sequences[:, sequences.shape[-1] - longest :]
        chosen = paddle.take_along_axis(table[:, :longest], rows, axis=0, broadcast=False)
        return paddle.masked_fill(chosen, ended, 0.0)
