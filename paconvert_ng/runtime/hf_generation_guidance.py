"""transformers' logits processors of single kinds of model: classifier-free guidance, Whisper, Bark."""

from __future__ import annotations

import inspect
from typing import Any

import paddle

from .hf_generation_processors import MINUS_INFINITY, LogitsProcessor, eos_tensor, with_tokens_at


class ClassifierFreeGuidanceLogitsProcessor(LogitsProcessor):
    """Scores of inputs with a condition (first half of the rows) moved away from those without (second half)."""

    def __init__(self, guidance_scale: float) -> None:
        if not guidance_scale > 1:
            raise ValueError(
                "Require guidance scale >1 to use the classifier free guidance processor, got guidance scale "
                f"{guidance_scale}."
            )
        self.guidance_scale = guidance_scale

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        rows = scores.shape[0] // 2
        if scores.shape[0] != 2 * input_ids.shape[0]:
            raise ValueError(
                "Logits should have twice the batch size of the input ids, the first half of batches corresponding to "
                "the conditional inputs, and the second half of batches corresponding to the unconditional inputs. "
                f"Got batch size {scores.shape[0]} for the logits and {input_ids.shape[0]} for the input ids."
            )
        return scores[rows:] + (scores[:rows] - scores[rows:]) * self.guidance_scale


class UnbatchedClassifierFreeGuidanceLogitsProcessor(LogitsProcessor):
    """Classifier-free guidance in which the model runs a second time in each step, on the unconditional ids."""

    def __init__(
        self,
        guidance_scale: float,
        model: Any,
        unconditional_ids: Any = None,
        unconditional_attention_mask: Any = None,
        use_cache: bool | None = True,
    ) -> None:
        self.guidance_scale = guidance_scale
        self.model = model
        self.unconditional_context: dict[str, Any] = {
            "input_ids": unconditional_ids,
            "attention_mask": unconditional_attention_mask,
            "use_cache": use_cache,
            "past_key_values": None,
            "first_pass": True,
        }

    def get_unconditional_logits(self, input_ids: Any) -> Any:
        """Logits of the unconditional ids, which grow by the last of ``input_ids`` after the first call."""
        context = self.unconditional_context
        newest = input_ids[:, -1:]
        if context["first_pass"]:
            if context["input_ids"] is None:
                context["input_ids"] = newest
            if context["attention_mask"] is None:
                context["attention_mask"] = paddle.ones_like(context["input_ids"], dtype="int64")
            context["first_pass"] = False
        else:
            ones = paddle.ones_like(newest, dtype=context["attention_mask"].dtype)
            context["attention_mask"] = paddle.concat([context["attention_mask"], ones], axis=1)
            context["input_ids"] = (
                newest if context["use_cache"] else paddle.concat([context["input_ids"], newest], axis=1)
            )
        out = self.model(
            context["input_ids"],
            attention_mask=context["attention_mask"],
            use_cache=context["use_cache"],
            past_key_values=context["past_key_values"],
        )
        context["past_key_values"] = out.get("past_key_values", None)
        return out.logits

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        scores = paddle.nn.functional.log_softmax(scores, axis=-1)
        if self.guidance_scale == 1:
            return scores
        logits = self.get_unconditional_logits(input_ids)
        unconditional = paddle.nn.functional.log_softmax(logits[:, -1], axis=-1)
        return self.guidance_scale * (scores - unconditional) + unconditional


class AlternatingCodebooksLogitsProcessor(LogitsProcessor):
    """Bark: tokens of its first and its second codebook by turns."""

    def __init__(self, input_start_len: int, semantic_vocab_size: int, codebook_size: int) -> None:
        if not isinstance(input_start_len, int) or input_start_len < 0:
            raise ValueError(f"`input_starting_length` has to be a non-negative integer, but is {input_start_len}")
        self.input_start_len = input_start_len
        self.semantic_vocab_size = semantic_vocab_size
        self.codebook_size = codebook_size

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        scores = scores.clone()
        if (input_ids.shape[-1] - self.input_start_len) % 2 == 0:
            scores[:, : self.semantic_vocab_size] = MINUS_INFINITY
            scores[:, self.semantic_vocab_size + self.codebook_size :] = MINUS_INFINITY
        else:
            scores[:, : self.semantic_vocab_size + self.codebook_size] = MINUS_INFINITY
        return scores


class BarkEosPrioritizerLogitsProcessor(LogitsProcessor):
    """Bark: the end token alone is left where its probability is above ``min_eos_p``."""

    def __init__(self, eos_token_id: Any, min_eos_p: float | None, device: Any = "cpu") -> None:
        self.eos_token_id = eos_tensor(eos_token_id)
        if min_eos_p is not None and min_eos_p <= 0:
            raise ValueError(f"`min_eos_p` has to be a positive float, but is {min_eos_p}")
        self.min_eos_p = min_eos_p

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if not self.min_eos_p:
            return scores
        chances = paddle.nn.functional.softmax(scores.cast("float32"), axis=-1)
        stop = (paddle.index_select(chances, self.eos_token_id, axis=1) > self.min_eos_p).any(axis=1, keepdim=True)
        others = with_tokens_at(paddle.full_like(scores, 1.0), self.eos_token_id, 0.0) > 0
        return paddle.masked_fill(scores, stop & others, MINUS_INFINITY)


class WhisperTimeStampLogitsProcessor(LogitsProcessor):
    """Whisper: time stamps in pairs, never falling, and one first; forced where they are likelier than any text."""

    def __init__(
        self,
        generate_config: Any,
        begin_index: int | None = None,
        _detect_timestamp_from_logprob: bool | None = None,
    ) -> None:
        self.no_timestamps_token_id = generate_config.no_timestamps_token_id
        self.timestamp_begin = generate_config.no_timestamps_token_id + 1
        self.eos_token_id = generate_config.eos_token_id or generate_config.bos_token_id
        if _detect_timestamp_from_logprob is None:
            _detect_timestamp_from_logprob = getattr(generate_config, "_detect_timestamp_from_logprob", True)
        self._detect_timestamp_from_logprob = _detect_timestamp_from_logprob
        if begin_index is None:
            # Until 4.38 it was counted from the forced tokens of the configuration; since then it is required.
            begin_index = len(getattr(generate_config, "forced_decoder_ids", None) or ()) + 1
        self.begin_index = begin_index
        self.max_initial_timestamp_index = getattr(generate_config, "max_initial_timestamp_index", None)

    def set_begin_index(self, begin_index: int) -> None:
        self.begin_index = begin_index

    def _forbid_by_order(self, scores: paddle.Tensor, row: int, ids: list[int]) -> None:
        begin = self.timestamp_begin
        last = bool(ids) and ids[-1] >= begin
        paired = len(ids) < 2 or ids[-2] >= begin
        if last and paired:
            scores[row, begin:] = MINUS_INFINITY
        elif last:
            scores[row, : self.eos_token_id] = MINUS_INFINITY
        stamps = [token for token in ids if token >= begin]
        if stamps:
            lowest = stamps[-1] if last and not paired else stamps[-1] + 1
            scores[row, begin:lowest] = MINUS_INFINITY

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        begin = self.timestamp_begin
        scores = scores.clone()
        scores[:, self.no_timestamps_token_id] = MINUS_INFINITY
        for row, ids in enumerate(input_ids.tolist()):
            self._forbid_by_order(scores, row, ids[self.begin_index :])
        if input_ids.shape[1] == self.begin_index:
            scores[:, :begin] = MINUS_INFINITY
            if self.max_initial_timestamp_index is not None:
                scores[:, begin + self.max_initial_timestamp_index + 1 :] = MINUS_INFINITY
        if self._detect_timestamp_from_logprob:
            logs = paddle.nn.functional.log_softmax(scores.cast("float32"), axis=-1)
            stamps = paddle.logsumexp(logs[:, begin:], axis=-1)
            likelier = (stamps > logs[:, :begin].max(axis=-1)).unsqueeze(-1)
            scores[:, :begin] = paddle.masked_fill(scores[:, :begin], likelier, MINUS_INFINITY)
        return scores


class WhisperNoSpeechDetection(LogitsProcessor):
    """Whisper: keeps the probability that there is no speech; scores stay as they are."""

    def __init__(self, no_speech_token: int, begin_index: int, scores_is_logprobs: bool = False) -> None:
        self.no_speech_token = no_speech_token
        self.start_of_trans_offset = begin_index
        self.begin_index = begin_index
        self._no_speech_prob: Any = [0.0]
        self.is_scores_logprobs = scores_is_logprobs
        self.model: Any = None
        self.inputs: Any = None

    def set_model(self, model: Any) -> None:
        self.model = model

    def set_inputs(self, inputs: dict[str, Any]) -> None:
        self.inputs = {**self.model.prepare_inputs_for_generation(**inputs), **inputs}
        self.inputs["input_features"] = self.inputs.pop("inputs")
        if "input_ids" not in inspect.signature(self.model.forward).parameters:
            self.inputs.pop("input_ids", None)

    @property
    def no_speech_prob(self) -> Any:
        return self._no_speech_prob

    def set_begin_index(self, begin_index: int) -> None:
        self.begin_index = begin_index

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        if input_ids.shape[1] != self.begin_index:
            return scores
        wanted, are_logs = scores, self.is_scores_logprobs
        if self.start_of_trans_offset > 1:
            with paddle.no_grad():
                logits = self.model(**self.inputs).logits
            wanted, are_logs = logits[:, self.begin_index - self.start_of_trans_offset], False
        chances = paddle.exp(wanted) if are_logs else paddle.nn.functional.softmax(wanted.cast("float32"), axis=-1)
        self._no_speech_prob = chances[:, self.no_speech_token]
        return scores
