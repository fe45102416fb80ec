"""The part of transformers' GenerationMixin that makes a model's inputs: before the first step, and for each one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import paddle

from .hf_generation_config import generation_config_of, token_ids
from .hf_generation_processors import is_one_of, token_tensor
from .hf_versions import transformers_release

#: Names under which models give what they keep from step to step.
CACHE_NAMES = ("past_key_values", "cache_params", "state", "mems", "past_buckets_states")

#: Stands for an argument that was not given, where None is one.
NOT_GIVEN = "not given"


def parameters_of(function: Callable[..., Any]) -> set[str]:
    """Names of the parameters of a function or bound method."""
    return set(inspect.signature(function).parameters)


def takes_any_keyword(function: Callable[..., Any]) -> bool:
    """Whether a function has ``**kwargs``."""
    return any(p.kind is p.VAR_KEYWORD for p in inspect.signature(function).parameters.values())


def with_one_more(mask: paddle.Tensor) -> paddle.Tensor:
    """A mask ``[rows, length]`` with a 1 for a new token."""
    return paddle.concat([mask, paddle.ones([mask.shape[0], 1], dtype=mask.dtype)], axis=-1)


def in_float32(logits: paddle.Tensor) -> paddle.Tensor:
    """A copy of logits in float32."""
    return logits.clone() if logits.dtype == paddle.float32 else logits.cast("float32")


def _repeated(value: Any, count: int) -> Any:
    """Each row of a tensor ``count`` times, one after the other; other values as they are."""
    if not isinstance(value, paddle.Tensor) or value.ndim == 0:
        return value
    rows = paddle.arange(value.shape[0], dtype="int64").unsqueeze(-1).expand([-1, count]).flatten()
    return value[rows]


def length_of_cache(past: Any) -> int:
    """Number of tokens in a cache: of transformers' classes, or tuples of keys ``[batch, heads, length, size]``."""
    if past is None:
        return 0
    if isinstance(past, (tuple, list)):
        return int(past[0][0].shape[2])
    return int(past.get_seq_length()) if hasattr(past, "get_seq_length") else 0


class GenerationInputs:
    """Inputs of a model in generation; GenerationMixin's."""

    _is_generation_runtime = True

    def _own_method(self, name: str) -> Any:
        """The method of that name if the model's classes define it themselves, else None."""
        for cls in type(self).__mro__:
            if name in vars(cls):
                return None if vars(cls).get("_is_generation_runtime") else getattr(self, name)
        return None

    def _cache_dependant_input_preparation(self, input_ids: Any, inputs_embeds: Any, cache_position: Any) -> Any:
        """Of ids or embeddings, what the cache does not have yet."""
        count = cache_position.shape[0]
        if inputs_embeds is not None and input_ids.shape[1] == 0:
            inputs_embeds = inputs_embeds[:, -count:]
        elif inputs_embeds is not None or int(cache_position[-1]) >= input_ids.shape[1]:
            input_ids = input_ids[:, -count:]
        elif input_ids.shape[1] != count:
            input_ids = paddle.index_select(input_ids, cache_position, axis=1)
        return inputs_embeds, input_ids

    def prepare_inputs_for_generation(
        self,
        input_ids: Any,
        past_key_values: Any = None,
        attention_mask: Any = None,
        inputs_embeds: Any = None,
        cache_position: Any = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """What ``forward`` gets in a step; models may have their own."""
        model: Any = self
        decodes = bool(getattr(model.config, "is_encoder_decoder", False))
        prefix = "decoder_" if decodes else ""
        if cache_position is None:
            total = (input_ids if inputs_embeds is None or input_ids.shape[1] else inputs_embeds).shape[1]
            cache_position = paddle.arange(min(length_of_cache(past_key_values), total - 1), total, dtype="int64")
        inputs: dict[str, Any] = {"cache_position": cache_position}
        if past_key_values is not None:
            inputs["past_key_values"] = past_key_values
            inputs_embeds, input_ids = self._cache_dependant_input_preparation(input_ids, inputs_embeds, cache_position)
        if not decodes:
            embeds_now = inputs_embeds is not None and cache_position.shape[0] == inputs_embeds.shape[1]
            inputs["input_ids"] = None if embeds_now else input_ids
            inputs["inputs_embeds"] = inputs_embeds if embeds_now else None
        else:
            inputs["decoder_input_ids"] = input_ids
        mask = kwargs.pop("decoder_attention_mask", None) if decodes else attention_mask
        parameters = parameters_of(model.forward)
        positions = f"{prefix}position_ids"
        if mask is not None and kwargs.get(positions) is None and positions in parameters:
            places = mask.cast("int64").cumsum(axis=-1) - 1
            kwargs[positions] = paddle.masked_fill(places, mask == 0, 1)
        ids_now = inputs.get("inputs_embeds")
        length = (inputs[f"{prefix}input_ids"] if ids_now is None else ids_now).shape[1]
        for name in ("position_ids", "token_type_ids", "decoder_position_ids"):
            value = kwargs.get(name)
            if value is not None:
                inputs[name] = value[:, -length:] if past_key_values is not None else value
        if mask is not None:
            inputs[f"{prefix}attention_mask"] = mask
        if decodes and attention_mask is not None:
            inputs["attention_mask"] = attention_mask
        inputs.update({name: value for name, value in kwargs.items() if name not in inputs})
        inputs.pop("labels", None)
        if not takes_any_keyword(model.forward):
            for name in ("cache_position", "inputs_embeds"):
                if name not in parameters:
                    inputs.pop(name, None)
        return inputs

    def _prepare_model_inputs(
        self, inputs: Any = None, bos_token_id: Any = None, model_kwargs: Any = None
    ) -> tuple[Any, str, dict[str, Any]]:
        """The tensor that generation starts from, its name, and the other arguments of the model."""
        model: Any = self
        decodes = model.config.is_encoder_decoder
        name = getattr(model, "main_input_name", "input_ids")
        if decodes and hasattr(model, "encoder"):
            name = getattr(model.encoder, "main_input_name", name)
        kwargs = {key: value for key, value in (model_kwargs or {}).items() if value is not None or key != name}
        given = kwargs.pop(name, None)
        if given is not None and inputs is not None:
            raise ValueError(
                f"`inputs`: {inputs}` were passed alongside {name} which is not allowed. Make sure to either pass "
                f"{inputs} or {name}=..."
            )
        inputs = given if given is not None else inputs
        if name == "input_ids" and kwargs.get("inputs_embeds", NOT_GIVEN) is None:
            kwargs.pop("inputs_embeds")
        if name == "input_ids" and "inputs_embeds" in kwargs:
            if decodes:
                if inputs is not None:
                    raise ValueError("You passed `inputs_embeds` and `input_ids` to `.generate()`. Please pick one.")
            elif "inputs_embeds" not in parameters_of(model.prepare_inputs_for_generation):
                raise ValueError(
                    f"You passed `inputs_embeds` to `.generate()`, but the model class {type(self).__name__} doesn't "
                    "have its forwarding implemented."
                )
            else:
                kwargs["input_ids"] = self._maybe_initialize_input_ids_for_generation(inputs, bos_token_id, kwargs)
            inputs, name = kwargs["inputs_embeds"], "inputs_embeds"
        return self._maybe_initialize_input_ids_for_generation(inputs, bos_token_id, kwargs), name, kwargs

    def _maybe_initialize_input_ids_for_generation(
        self, inputs: Any = None, bos_token_id: Any = None, model_kwargs: Any = None
    ) -> Any:
        model: Any = self
        if inputs is not None:
            return inputs
        kwargs = model_kwargs or {}
        encoder_outputs = kwargs.get("encoder_outputs")
        if model.config.is_encoder_decoder and encoder_outputs is not None:
            return paddle.full(list(encoder_outputs.last_hidden_state.shape[:-1]), -100, dtype="int64")
        rows = next((value.shape[0] for value in kwargs.values() if isinstance(value, paddle.Tensor)), 1)
        if "inputs_embeds" in kwargs:
            return paddle.ones([rows, 0], dtype="int64")
        if bos_token_id is None:
            raise ValueError("`bos_token_id` has to be defined when no `input_ids` are provided.")
        return paddle.ones([rows, 1], dtype="int64") * bos_token_id

    def _prepare_attention_mask_for_generation(
        self, inputs: Any, generation_config: Any = None, model_kwargs: Any = None, **older: Any
    ) -> Any:
        """0 for padding, where it can be told from ends; until 4.44 the arguments were the ids of both tokens."""
        if hasattr(generation_config, "eos_token_id"):
            pad = getattr(generation_config, "_pad_token_tensor", generation_config.pad_token_id)
            eos = getattr(generation_config, "_eos_token_tensor", generation_config.eos_token_id)
            ids = (model_kwargs or {}).get("input_ids")
            if ids is not None and ids.shape[1] > 0:
                inputs = ids
        else:
            pad, eos = older.get("pad_token_id", generation_config), older.get("eos_token_id", model_kwargs)
        everything = paddle.ones(list(inputs.shape[:2]), dtype="int64")
        if pad is None or inputs.ndim != 2 or inputs.dtype not in (paddle.int32, paddle.int64):
            return everything
        padding = is_one_of(inputs, token_tensor(pad))
        ambiguous = eos is not None and bool(is_one_of(token_tensor(eos), token_tensor(pad)).any())
        return everything if ambiguous or not bool(padding.any()) else (~padding).cast("int64")

    def _prepare_encoder_decoder_kwargs_for_generation(
        self,
        inputs_tensor: Any,
        model_kwargs: dict[str, Any],
        model_input_name: Any = None,
        generation_config: Any = None,
    ) -> dict[str, Any]:
        """Runs the encoder and puts what it gives into the arguments as ``encoder_outputs``."""
        model: Any = self
        encoder = model.get_encoder()
        prefixes = ("decoder_", "cross_attn", "use_cache")
        arguments = {name: value for name, value in model_kwargs.items() if not name.startswith(prefixes)}
        parameters = parameters_of(encoder.forward)
        if not takes_any_keyword(encoder.forward):
            arguments = {name: value for name, value in arguments.items() if name in parameters}
        for name in ("output_attentions", "output_hidden_states"):
            if generation_config is not None and (name in parameters or getattr(generation_config, name)):
                arguments[name] = getattr(generation_config, name)
        if "return_dict" in parameters or takes_any_keyword(encoder.forward):
            arguments["return_dict"] = True
        arguments[model_input_name or model.main_input_name] = inputs_tensor
        model_kwargs["encoder_outputs"] = encoder(**arguments)
        return model_kwargs

    def _get_decoder_start_token_id(self, decoder_start_token_id: Any = None, bos_token_id: Any = None) -> Any:
        config = generation_config_of(self)
        for value in (decoder_start_token_id, config.decoder_start_token_id, bos_token_id, config.bos_token_id):
            if value is not None:
                return value
        raise ValueError("`decoder_start_token_id` or `bos_token_id` has to be defined for encoder-decoder generation.")

    def _prepare_decoder_input_ids_for_generation(
        self,
        batch_size: int,
        model_input_name: str,
        model_kwargs: dict[str, Any],
        decoder_start_token_id: Any = None,
        bos_token_id: Any = None,
        device: Any = None,
    ) -> tuple[Any, dict[str, Any]]:
        """What the decoder starts from: the caller's ids, with the start token before them."""
        model: Any = self
        ids = model_kwargs.pop("decoder_input_ids", None)
        if ids is None and model_input_name != "input_ids":
            ids = model_kwargs.pop("input_ids", None)
        start = token_ids(self._get_decoder_start_token_id(decoder_start_token_id, bos_token_id))
        if start.ndim == 1 and start.shape[0] != batch_size:
            raise ValueError(f"`decoder_start_token_id` expected to have length {batch_size} but got {start.shape[0]}")
        start = start.cast("int64").reshape([-1, 1]).expand([batch_size, 1])
        if ids is None:
            return start, model_kwargs
        kind = getattr(model.config, "model_type", "")
        donut = "donut" in type(self).__name__.lower() or (
            kind == "vision-encoder-decoder" and "donut" in model.config.encoder.model_type.lower()
        )
        if not donut and kind != "whisper" and bool((ids[:, 0] != start[:, 0]).all()):
            ids = paddle.concat([start.cast(ids.dtype), ids], axis=-1)
            mask = model_kwargs.get("decoder_attention_mask")
            if mask is not None:
                model_kwargs["decoder_attention_mask"] = paddle.concat([paddle.ones_like(mask)[:, :1], mask], axis=-1)
        return ids, model_kwargs

    @staticmethod
    def _expand_inputs_for_generation(
        expand_size: int = 1, is_encoder_decoder: bool = False, input_ids: Any = None, **model_kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Each row ``expand_size`` times, for beams or several results of a prompt."""
        if expand_size == 1:
            return input_ids, model_kwargs
        for name, value in model_kwargs.items():
            if name != "cache_position":
                model_kwargs[name] = _repeated(value, expand_size)
        if is_encoder_decoder:
            outputs = model_kwargs.get("encoder_outputs")
            if outputs is None:
                raise ValueError("If `is_encoder_decoder` is True, make sure that `encoder_outputs` is defined.")
            for name in list(outputs):
                outputs[name] = _repeated(outputs[name], expand_size)
        return _repeated(input_ids, expand_size), model_kwargs

    def _extract_past_from_model_output(self, outputs: Any, standardize_cache_format: Any = NOT_GIVEN) -> Any:
        """The cache in a model's output. Not told the format, with its name, as from 4.42."""
        model: Any = self
        name = next((name for name in CACHE_NAMES if name in outputs), None)
        past = outputs[name] if name is not None else None
        if standardize_cache_format is True and hasattr(model, "_convert_to_standard_cache"):
            past = model._convert_to_standard_cache(past, batch_size=outputs.logits.shape[0])
        if standardize_cache_format is NOT_GIVEN and transformers_release() >= (4, 42):
            return ("cache_params" if name == "cache_params" else "past_key_values"), past
        return past

    def _update_model_kwargs_for_generation(
        self,
        outputs: Any,
        model_kwargs: dict[str, Any],
        is_encoder_decoder: bool = False,
        num_new_tokens: int = 1,
        standardize_cache_format: bool = False,
        model_inputs: Any = None,
    ) -> dict[str, Any]:
        """Arguments for the next step. Until 4.41 the fourth was ``standardize_cache_format``, a bool."""
        model: Any = self
        if isinstance(num_new_tokens, bool):
            standardize_cache_format, num_new_tokens = bool(num_new_tokens), 1
        for name in CACHE_NAMES:
            if name in outputs:
                kept = "past_key_values" if name in ("mems", "past_buckets_states") else name
                model_kwargs[kept] = getattr(outputs, name)
                break
        if standardize_cache_format and hasattr(model, "_convert_to_standard_cache"):
            past = model_kwargs.get("past_key_values")
            model_kwargs["past_key_values"] = model._convert_to_standard_cache(past, batch_size=outputs.logits.shape[0])
        types = model_kwargs.get("token_type_ids")
        if types is not None:
            model_kwargs["token_type_ids"] = paddle.concat([types, types[:, -1:]], axis=-1)
        mask = "decoder_attention_mask" if is_encoder_decoder else "attention_mask"
        if model_kwargs.get(mask) is not None:
            model_kwargs[mask] = with_one_more(model_kwargs[mask])
        places = model_kwargs.get("cache_position")
        if places is not None:
            last = places[-1:]
            model_kwargs["cache_position"] = (
                last + num_new_tokens
                if model_kwargs.get("use_cache", True)
                else paddle.concat([places, last + paddle.arange(1, num_new_tokens + 1, dtype=places.dtype)])
            )
        return model_kwargs

    @staticmethod
    def _reorder_cache(past_key_values: Any, beam_idx: Any) -> Any:
        """The rows ``beam_idx`` of a cache of tuples; models may have their own."""
        return tuple(
            tuple(None if state is None else paddle.index_select(state, beam_idx, axis=0) for state in layer)
            for layer in past_key_values
        )

    def _temporary_reorder_cache(self, past_key_values: Any, beam_idx: Any) -> Any:
        if isinstance(past_key_values, (tuple, list)):
            return self._reorder_cache(past_key_values, beam_idx)
        past_key_values.reorder_cache(beam_idx)
        return past_key_values
