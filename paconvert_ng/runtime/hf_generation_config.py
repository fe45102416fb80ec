"""The configuration that a call of transformers' ``generate`` runs with: the model's, the caller's, and arguments."""

from __future__ import annotations

import copy
import functools
import warnings
from typing import Any

import paddle

from .hf_versions import release_of

#: What transformers 4.57 takes for parameters that a configuration does not have.
GENERATION_DEFAULTS: dict[str, Any] = {
    "max_length": 20, "max_new_tokens": None, "min_length": 0, "min_new_tokens": None, "early_stopping": False,
    "max_time": None, "stop_strings": None, "do_sample": False, "num_beams": 1, "use_cache": True,
    "cache_implementation": None, "temperature": 1.0, "top_k": 50, "top_p": 1.0, "min_p": None, "typical_p": 1.0,
    "epsilon_cutoff": 0.0, "eta_cutoff": 0.0, "repetition_penalty": 1.0, "encoder_repetition_penalty": 1.0,
    "length_penalty": 1.0, "no_repeat_ngram_size": 0, "bad_words_ids": None, "renormalize_logits": False,
    "forced_bos_token_id": None, "forced_eos_token_id": None, "remove_invalid_values": False,
    "exponential_decay_length_penalty": None, "suppress_tokens": None, "begin_suppress_tokens": None,
    "sequence_bias": None, "token_healing": False, "guidance_scale": None, "watermarking_config": None,
    "num_return_sequences": 1, "output_attentions": False, "output_hidden_states": False, "output_scores": False,
    "output_logits": None, "return_dict_in_generate": False, "pad_token_id": None, "bos_token_id": None,
    "eos_token_id": None, "encoder_no_repeat_ngram_size": 0, "decoder_start_token_id": None, "is_assistant": False,
    "num_assistant_tokens": 20, "num_assistant_tokens_schedule": "constant", "assistant_confidence_threshold": 0.4,
    "prompt_lookup_num_tokens": None, "max_matching_ngram_size": None, "assistant_early_exit": None,
    "prefill_chunk_size": None, "low_memory": None, "penalty_alpha": None, "dola_layers": None,
    "diversity_penalty": 0.0, "num_beam_groups": 1, "constraints": None, "force_words_ids": None,
    "forced_decoder_ids": None, "return_legacy_cache": None,
}  # fmt: skip

#: Parameters that mean nothing as None: transformers 5 writes None for what nobody set.
_NEVER_NONE = (
    "max_length", "early_stopping", "do_sample", "num_beams", "use_cache", "length_penalty", "num_return_sequences",
    "num_beam_groups",
)  # fmt: skip


class PlainGenerationConfig:
    """Stands for transformers.GenerationConfig where transformers cannot be imported."""

    def __init__(self, **kwargs: Any) -> None:
        self.__dict__.update({**GENERATION_DEFAULTS, "_from_model_config": False, "transformers_version": "", **kwargs})

    @classmethod
    def from_model_config(cls, model_config: Any) -> PlainGenerationConfig:
        """The generation parameters that stand in a model's configuration."""
        values = vars(model_config) if not isinstance(model_config, dict) else model_config
        return cls(**{name: values[name] for name in GENERATION_DEFAULTS if values.get(name) is not None})

    def update(self, **kwargs: Any) -> dict[str, Any]:
        """Set what is a parameter of generation; gives the rest."""
        known = {name: value for name, value in kwargs.items() if hasattr(self, name)}
        self.__dict__.update(known)
        return {name: value for name, value in kwargs.items() if name not in known}

    def to_dict(self) -> dict[str, Any]:
        return {name: value for name, value in vars(self).items() if not name.startswith("_")}


@functools.cache
def generation_config_class() -> Any:
    """transformers.GenerationConfig, which needs no framework, or what stands for it."""
    try:
        from transformers import GenerationConfig
    except ImportError:
        return PlainGenerationConfig
    return GenerationConfig


def complete_generation_config(config: Any) -> Any:
    """``config`` itself, with what other versions of transformers do not have set to what means nothing."""
    for name, default in GENERATION_DEFAULTS.items():
        if not hasattr(config, name) or (name in _NEVER_NONE and getattr(config, name) is None):
            setattr(config, name, default)
    return config


def with_older_parameters(config: Any) -> Any:
    """``config`` itself, with what code written for older releases reads of it: Whisper's of 4.37 for one."""
    if not hasattr(config, "forced_decoder_ids"):
        unchanged = getattr(config, "_original_object_hash", None) == hash(config)
        config.forced_decoder_ids = None
        if unchanged:
            config._original_object_hash = hash(config)
    return config


def generation_config_of(model: Any) -> Any:
    """``model.generation_config``, made of the model's configuration where there is none."""
    config = getattr(model, "generation_config", None)
    if config is None:
        cls = generation_config_class()
        made_for_it = hasattr(model.config, "to_dict") or cls is PlainGenerationConfig
        config = cls.from_model_config(model.config) if made_for_it else cls(**_parameters_in(model.config))
        model.generation_config = config
    return config


def _parameters_in(model_config: Any) -> dict[str, Any]:
    values = {name: getattr(model_config, name, None) for name in GENERATION_DEFAULTS}
    return {name: value for name, value in values.items() if value is not None}


def _follow_model_config(model: Any) -> None:
    """Take generation parameters that were set in the model's configuration after loading, as transformers does."""
    config = generation_config_of(model)
    if not getattr(config, "_from_model_config", False):
        return
    if getattr(config, "_original_object_hash", None) != hash(config):
        return
    changed = getattr(model.config, "_get_non_default_generation_parameters", None)
    if changed is None:
        changed = getattr(model.config, "_has_non_default_generation_parameters", None)
    if changed is None or not changed():
        return
    renewed = type(config).from_model_config(model.config)
    if renewed != config:
        warnings.warn(
            "You have modified the pretrained model configuration to control generation. This is a deprecated strategy "
            "to control generation; modify the model generation configuration.",
            UserWarning,
            stacklevel=2,
        )
        model.generation_config = renewed


def _take_model_defaults(config: Any, model_config: Any, use_model_defaults: bool | None) -> None:
    """Fill a caller's configuration from the model's: everything it left alone, or (older models) special tokens."""
    release = release_of(getattr(model_config, "transformers_version", ""))
    if use_model_defaults is True or (use_model_defaults is None and release >= (4, 50)):
        untouched = generation_config_class()()
        for name, value in vars(model_config).items():
            if name.startswith("_") or name == "transformers_version":
                continue
            default = getattr(untouched, name, None)
            if getattr(config, name, None) == default and value != default:
                setattr(config, name, value)
        if getattr(config, "temperature", None) == 0.0:
            config.do_sample = False
        return
    for name in ("bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id"):
        if getattr(config, name, None) is None:
            setattr(config, name, getattr(model_config, name, None))


def resolve_generation_config(
    model: Any, given: Any, use_model_defaults: bool | None, kwargs: dict[str, Any]
) -> tuple[Any, dict[str, Any]]:
    """A configuration of its own for one call, and the arguments that are for the model."""
    if given is None:
        _follow_model_config(model)
        config = copy.deepcopy(generation_config_of(model))
    else:
        config = copy.deepcopy(given)
        _take_model_defaults(config, generation_config_of(model), use_model_defaults)
    rest = config.update(**kwargs)
    complete_generation_config(config)
    if config.output_attentions:
        rest["output_attentions"] = True
    if config.output_hidden_states:
        rest["output_hidden_states"] = True
    return config, rest


def generation_mode_of(config: Any, assistant_model: Any = None) -> str:
    """The search that a configuration asks for, by the names of transformers' GenerationMode."""
    if config.constraints is not None or config.force_words_ids is not None:
        return "constrained_beam_search"
    if config.num_beams == 1:
        contrastive = (
            config.do_sample is False and (config.top_k or 0) > 1 and config.penalty_alpha and config.penalty_alpha > 0
        )
        mode = "contrastive_search" if contrastive else "sample" if config.do_sample else "greedy_search"
    elif config.num_beam_groups > 1:
        mode = "group_beam_search"
    else:
        mode = "beam_sample" if config.do_sample else "beam_search"
    assisted = (assistant_model, config.prompt_lookup_num_tokens, config.assistant_early_exit)
    more = "assisted_generation" if any(value is not None for value in assisted) else ""
    if config.dola_layers is not None:
        more = "dola_generation"
    if more and mode not in ("greedy_search", "sample"):
        warnings.warn(
            f"{more} is only supported with greedy search and sampling, not with {mode}", UserWarning, stacklevel=2
        )
        return mode
    return more or mode


def token_ids(value: Any) -> Any:
    """A special token's id, or several, as an int64 tensor (one: 0-d); None stays."""
    if value is None or isinstance(value, paddle.Tensor):
        return value
    return paddle.to_tensor(value, dtype="int64")


class _GenerationConfigType(type):
    """The class of GenerationConfig: its instances, attributes and class methods are those of transformers' own."""

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, generation_config_class())

    def __getattr__(cls, name: str) -> Any:
        return getattr(generation_config_class(), name)


class GenerationConfig(metaclass=_GenerationConfigType):
    """transformers' GenerationConfig as code for torch reaches it, through a module that imports torch."""

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        return generation_config_class()(*args, **kwargs)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        raise NotImplementedError("derive from transformers.GenerationConfig, imported from transformers itself")
