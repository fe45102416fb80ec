"""transformers' GenerationMixin: ``generate``."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

import paddle

from .hf_cache import DynamicCache, decoder_config
from .hf_cache_pair import EncoderDecoderCache
from .hf_cache_static import StaticCache
from .hf_generation_beams import GenerationBeams
from .hf_generation_choices import GenerationChoices
from .hf_generation_config import (
    generation_mode_of,
    resolve_generation_config,
    token_ids,
)
from .hf_generation_contrastive import ContrastiveSearch
from .hf_generation_inputs import GenerationInputs, parameters_of
from .hf_generation_older import OlderSearches
from .hf_generation_processors import LogitsProcessorList, is_one_of
from .hf_generation_sample import GenerationSteps
from .hf_generation_stopping import StoppingCriteriaList
from .hf_versions import transformers_release

#: Arguments that models of 4.57 take as ``**kwargs`` and hand on to attention or loss.
_ATTENTION_ARGUMENTS = (
    "num_items_in_batch", "output_hidden_states", "output_attentions", "output_router_logits", "cu_seq_lens_q",
    "cu_seq_lens_k", "max_length_q", "max_length_k", "position_ids",
)  # fmt: skip

#: Models whose state is no cache of keys and values.
_OWN_CACHES = ("reformer", "minimax", "xlnet", "lfm2", "mamba", "falconh1", "jamba", "rwkv")

#: The method that runs each kind of search.
_SEARCHES = {
    "greedy_search": "_sample",
    "sample": "_sample",
    "beam_search": "_beam_search",
    "beam_sample": "_beam_search",
    "assisted_generation": "_assisted_decoding",
    "contrastive_search": "_contrastive_search",
    "group_beam_search": "_group_beam_search",
}


class GenerationMixin(
    GenerationInputs, GenerationChoices, GenerationSteps, GenerationBeams, OlderSearches, ContrastiveSearch
):
    """transformers.GenerationMixin: generation of tokens, for models with ``config`` and ``forward``.

    The order of what happens and what it gives are those of 4.57; models made for 4.30 to 4.44 may have their own
    ``prepare_inputs_for_generation`` (then they get tuples, or make their own cache) and may call what is private.
    """

    _is_generation_runtime = True

    @classmethod
    def can_generate(cls) -> bool:
        """Whether a class is one that generates: it says so by a base class or a method of its own."""
        for base in cls.__mro__:
            if vars(base).get("_is_generation_runtime") or base.__name__ == "PreTrainedModel":
                continue
            if "prepare_inputs_for_generation" in vars(base) or "generate" in vars(base):
                return True
            if any(vars(parent).get("_is_generation_runtime") for parent in base.__bases__):
                return True
        return False

    def _validate_model_class(self) -> None:
        if not self.can_generate():
            raise TypeError(
                f"The current model class ({type(self).__name__}) is not compatible with `.generate()`, as it doesn't "
                "have a language model head."
            )

    def _validate_model_kwargs(self, model_kwargs: dict[str, Any]) -> None:
        """ValueError for arguments that neither generation nor the model takes."""
        model: Any = self
        allowed = parameters_of(model.prepare_inputs_for_generation)
        if "kwargs" in allowed or "model_kwargs" in allowed:
            allowed |= parameters_of(model.forward)
        if model.config.is_encoder_decoder:
            model_kwargs.pop("decoder_input_ids", None)
            base = getattr(model, getattr(model, "base_model_prefix", ""), None)
            for name, prefix in (("encoder", ""), ("decoder", "decoder_")):
                part = getattr(model, name, None) or getattr(base, name, None)
                if part is not None:
                    allowed |= {prefix + parameter for parameter in parameters_of(part.forward)}
            allowed.add("assistant_encoder_outputs")
        unused = [
            name
            for name, value in model_kwargs.items()
            if value is not None and name not in allowed and name not in _ATTENTION_ARGUMENTS
        ]
        if unused:
            raise ValueError(
                f"The following `model_kwargs` are not used by the model: {unused} (note: typos in the generate "
                "arguments will also show up in this list)"
            )

    def _validate_generated_length(
        self, generation_config: Any, input_ids_length: int, has_default_max_length: bool
    ) -> None:
        config = generation_config
        if input_ids_length >= config.max_length:
            name = "decoder_input_ids" if getattr(self, "config").is_encoder_decoder else "input_ids"  # noqa: B009
            message = (
                f"Input length of {name} is {input_ids_length}, but `max_length` is set to {config.max_length}. This "
                "can lead to unexpected behavior. You should consider increasing `max_length` or, better yet, setting "
                "`max_new_tokens`."
            )
            if transformers_release() >= (4, 41):
                raise ValueError(message)
            warnings.warn(message, UserWarning, stacklevel=2)
        for name, least in (
            ("min_length", config.min_length or 0),
            ("min_new_tokens", config.min_new_tokens + input_ids_length if config.min_new_tokens is not None else 0),
        ):
            if least > config.max_length:
                warnings.warn(
                    f"Unfeasible length constraints: `{name}` ({getattr(config, name)}) is larger than the maximum "
                    f"possible length ({config.max_length}). Generation will stop at the defined maximum length.",
                    UserWarning,
                    stacklevel=2,
                )

    def _prepare_generated_length(
        self,
        generation_config: Any,
        has_default_max_length: bool,
        has_default_min_length: bool,
        model_input_name: str,
        input_ids_length: int,
        inputs_tensor: Any,
    ) -> Any:
        """``max_length`` and ``min_length``, the prompt's included, of what was asked for."""
        model: Any = self
        config = generation_config
        embeds = model_input_name == "inputs_embeds" and not model.config.is_encoder_decoder
        embeds = embeds and input_ids_length != inputs_tensor.shape[1]
        if config.max_new_tokens is not None:
            config.max_length = config.max_new_tokens + input_ids_length
        elif embeds:
            config.max_length -= inputs_tensor.shape[1]
        elif has_default_max_length and config.max_length == 20 and transformers_release() >= (4, 45):
            longest = getattr(model.config, "max_position_embeddings", None)
            config.max_length += input_ids_length
            if longest is not None:
                config.max_length = min(config.max_length, longest)
        if config.min_new_tokens is not None:
            config.min_length = config.min_new_tokens + input_ids_length
        elif embeds:
            config.min_length = max(config.min_length - inputs_tensor.shape[1], 0)
        return config

    def _prepare_generation_config(
        self, generation_config: Any, use_model_defaults: Any = None, **kwargs: Any
    ) -> tuple[Any, dict[str, Any]]:
        return resolve_generation_config(self, generation_config, use_model_defaults, kwargs)

    def _prepare_special_tokens(
        self, generation_config: Any, kwargs_has_attention_mask: bool | None = None, device: Any = None
    ) -> None:
        """Special tokens as tensors beside those of the configuration; a missing padding token is the end token."""
        config = generation_config
        bos, eos = token_ids(config.bos_token_id), token_ids(config.eos_token_id)
        pad, start = token_ids(config.pad_token_id), token_ids(config.decoder_start_token_id)
        if eos is not None and eos.ndim == 0:
            eos = eos.unsqueeze(0)
        if pad is None and eos is not None:
            pad = eos[0]
        if getattr(self, "config").is_encoder_decoder:  # noqa: B009
            start = start if start is not None else bos
            if start is None:
                raise ValueError(
                    "`decoder_start_token_id` or `bos_token_id` has to be defined for encoder-decoder generation."
                )
        if kwargs_has_attention_mask is False and eos is not None and bool(is_one_of(eos, pad.reshape([-1])).any()):
            warnings.warn(
                "The attention mask is not set and cannot be inferred from input because pad token is same as eos "
                "token. As a consequence, you may observe unexpected behavior. Please pass your input's "
                "`attention_mask` to obtain reliable results.",
                UserWarning,
                stacklevel=2,
            )
        config._bos_token_tensor, config._eos_token_tensor = bos, eos
        config._pad_token_tensor, config._decoder_start_token_tensor = pad, start

    def _takes_cache_objects(self) -> bool:
        """Whether the model is of the kind that is given a cache; one that is not, makes its own or uses tuples."""
        model: Any = self
        if getattr(model, "_is_stateful", False) or any(name in type(self).__name__.lower() for name in _OWN_CACHES):
            return False
        for cls in type(self).__mro__:
            if cls.__name__ == "PreTrainedModel" or vars(cls).get("_is_generation_runtime"):
                break
            if vars(cls).get("_supports_cache_class") is False:
                return False
        return self._uses_cache_position()

    def _prepare_cache_for_generation(
        self, generation_config: Any, model_kwargs: dict[str, Any], mode: Any = None, rows: int = 1, length: int = 0
    ) -> None:
        """Puts an empty cache into the model's arguments, or the caller's tuples in the form that the model takes."""
        model: Any = self
        kind = generation_config.cache_implementation
        crosses = model.config.is_encoder_decoder or model_kwargs.get("encoder_outputs") is not None
        given = model_kwargs.get("past_key_values")
        if given is not None:
            if kind is not None:
                raise ValueError("Passing both `cache_implementation` and `past_key_values` is unsupported.")
            if isinstance(given, tuple) and self._takes_cache_objects():
                cls = EncoderDecoderCache if crosses else DynamicCache
                model_kwargs["past_key_values"] = cls.from_legacy_cache(given)
            return
        if generation_config.use_cache is False or not self._takes_cache_objects():
            return
        config = decoder_config(model.config)
        made: Any
        if kind is None or "dynamic" in kind or kind in ("hybrid", "offloaded"):
            full = mode in ("assisted_generation", "contrastive_search") or kind == "dynamic_full"
            made = DynamicCache() if full else DynamicCache(config=config)
            cross: Any = DynamicCache()
        elif "quantized" in kind:
            raise NotImplementedError("generate: caches of quantized keys and values are not there")
        else:
            made = StaticCache(config, max_cache_len=length)
            cross = None
            if crosses:
                cross = StaticCache(config, max_cache_len=model_kwargs["encoder_outputs"][0].shape[1])
        model_kwargs["past_key_values"] = EncoderDecoderCache(made, cross) if crosses else made

    def _supports_logits_to_keep(self) -> bool:
        return "logits_to_keep" in parameters_of(getattr(self, "forward"))  # noqa: B009

    @paddle.no_grad()
    def generate(
        self,
        inputs: Any = None,
        generation_config: Any = None,
        logits_processor: Any = None,
        stopping_criteria: Any = None,
        prefix_allowed_tokens_fn: Any = None,
        synced_gpus: bool | None = None,
        assistant_model: Any = None,
        streamer: Any = None,
        negative_prompt_ids: Any = None,
        negative_prompt_attention_mask: Any = None,
        use_model_defaults: bool | None = None,
        custom_generate: Any = None,
        **kwargs: Any,
    ) -> Any:
        """Ids of the prompt and what follows, or with ``return_dict_in_generate`` an output class."""
        model: Any = self
        kwargs.pop("trust_remote_code", None)
        extra = {name: kwargs.pop(name, None) for name in ("tokenizer", "assistant_tokenizer")}
        if isinstance(custom_generate, str):
            raise NotImplementedError("generate: custom_generate loads code of a repository, which runs torch")
        extra.update(assistant_model=assistant_model, streamer=streamer, synced_gpus=synced_gpus or None)
        config, model_kwargs = model._prepare_generation_config(generation_config, use_model_defaults, **kwargs)
        mode = generation_mode_of(config, assistant_model)
        search = self._search_of(mode, custom_generate)
        model._validate_model_class()
        model._validate_model_kwargs(dict(model_kwargs))
        if config.token_healing or config.prefill_chunk_size is not None:
            raise NotImplementedError("generate: token_healing and prefill_chunk_size are not there")
        if streamer is not None and config.num_beams > 1:
            raise ValueError(
                "`streamer` cannot be used with beam search (yet!). Make sure that `num_beams` is set to 1."
            )
        has_mask = model_kwargs.get("attention_mask") is not None
        needs_mask = "encoder_outputs" not in model_kwargs
        inputs, name, model_kwargs = model._prepare_model_inputs(inputs, config.bos_token_id, model_kwargs)
        rows = inputs.shape[0]
        self._prepare_special_tokens(config, has_mask)
        decodes = bool(model.config.is_encoder_decoder)
        if not decodes and name == "inputs_embeds":
            config.use_cache = True
        if not has_mask and needs_mask and "attention_mask" in parameters_of(model.forward):
            model_kwargs["attention_mask"] = model._prepare_attention_mask_for_generation(inputs, config, model_kwargs)
        elif has_mask and name == "input_ids" and model_kwargs["attention_mask"].ndim > 2:
            raise ValueError("`attention_mask` passed to `generate` must be 2D.")
        if decodes and "encoder_outputs" not in model_kwargs:
            model_kwargs = model._prepare_encoder_decoder_kwargs_for_generation(inputs, model_kwargs, name, config)
        if decodes:
            input_ids, model_kwargs = model._prepare_decoder_input_ids_for_generation(
                batch_size=rows,
                model_input_name=name,
                model_kwargs=model_kwargs,
                decoder_start_token_id=config._decoder_start_token_tensor,
            )
        else:
            input_ids = inputs if name == "input_ids" else model_kwargs.pop("input_ids")
        input_ids, model_kwargs = model._expand_inputs_for_generation(
            input_ids=input_ids,
            expand_size=max(config.num_beams, config.num_return_sequences),
            is_encoder_decoder=decodes,
            **model_kwargs,
        )
        if streamer is not None:
            streamer.put(input_ids.cpu())
        prompt = input_ids.shape[1]
        default_max = kwargs.get("max_length") is None and config.max_length is not None
        default_min = kwargs.get("min_length") is None and config.min_length is not None
        config = self._prepare_generated_length(config, default_max, default_min, name, prompt, inputs)
        if self._supports_logits_to_keep() and "logits_to_keep" not in model_kwargs:
            model_kwargs["logits_to_keep"] = 1
        self._validate_generated_length(config, prompt, default_max)
        space = config.max_length - 1
        if name == "inputs_embeds" and not decodes and inputs.shape[1] != prompt:
            space += inputs.shape[1]
        self._prepare_cache_for_generation(config, model_kwargs, mode, rows, space)
        processors = model._get_logits_processor(
            generation_config=config,
            input_ids_seq_length=prompt,
            encoder_input_ids=inputs,
            prefix_allowed_tokens_fn=prefix_allowed_tokens_fn,
            logits_processor=LogitsProcessorList() if logits_processor is None else logits_processor,
            model_kwargs={**model_kwargs, "use_cache": config.use_cache},
            negative_prompt_ids=negative_prompt_ids,
            negative_prompt_attention_mask=negative_prompt_attention_mask,
        )
        criteria = model._get_stopping_criteria(
            generation_config=config,
            stopping_criteria=StoppingCriteriaList() if stopping_criteria is None else stopping_criteria,
            tokenizer=extra["tokenizer"],
        )
        model_kwargs["use_cache"] = config.use_cache
        extra["inputs_tensor"] = inputs
        taken = inspect.signature(search).parameters
        extra = {key: value for key, value in extra.items() if value is not None and key in taken}
        result = search(
            input_ids,
            logits_processor=processors,
            stopping_criteria=criteria,
            generation_config=config,
            **extra,
            **model_kwargs,
        )
        past: Any = getattr(result, "past_key_values", None)
        if config.return_legacy_cache is True and hasattr(past, "to_legacy_cache"):
            result.past_key_values = past.to_legacy_cache()
        return result

    def _search_of(self, mode: str, custom_generate: Any) -> Any:
        """The method that runs a search; NotImplementedError names what is not there."""
        if callable(custom_generate):
            return lambda *args, **kwargs: custom_generate(self, *args, **kwargs)
        name = _SEARCHES.get(mode, "")
        if name == "_beam_search" and (not self._uses_cache_position() or transformers_release() < (4, 50)):
            # Made for the beam search of those versions: ends and padding of what it gives are others.
            name = "_group_beam_search"
        if not name or not hasattr(self, name):
            raise NotImplementedError(f"generate: {mode.replace('_', ' ')} is not there")
        return getattr(self, name)
