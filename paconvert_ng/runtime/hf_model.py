"""transformers.PreTrainedModel for Paddle: how a model is built, filled, tied and switched."""

from __future__ import annotations

import copy
import functools
import inspect
import sys
from typing import Any

import paddle

from .checkpoint import checkpoint
from .hf_filling import FILLS_WEIGHTS
from .hf_generation import GenerationMixin
from .hf_generation_config import with_older_parameters
from .hf_losses import LOSS_MAPPING, loss_type_of
from .hf_model_embeddings import EmbeddingAccessMixin
from .hf_model_load import PretrainedLoading
from .hf_model_masks import ModuleUtilsMixin
from .hf_model_save import PretrainedSaving


def _class_names(layer: Any) -> set[str]:
    return {cls.__name__ for cls in type(layer).__mro__}


def _make_inputs_require_grads(module: Any, input: Any, output: Any) -> None:
    output.stop_gradient = False


class PreTrainedModel(
    paddle.nn.Layer,
    EmbeddingAccessMixin,
    ModuleUtilsMixin,
    PretrainedLoading,
    PretrainedSaving,
    GenerationMixin,
):
    """Base of models: configuration, weights, embeddings, masks, switches, loading and saving.

    The class attributes are those that transformers' models set. Attention is ``sdpa`` where the class supports it and
    the configuration asks for nothing else, else ``eager``.
    """

    config_class: Any = None
    base_model_prefix = ""
    main_input_name = "input_ids"
    model_tags: Any = None
    _auto_class: Any = None
    _no_split_modules: Any = None
    _skip_keys_device_placement: Any = None
    _keep_in_fp32_modules: Any = None
    _keep_in_fp32_modules_strict: Any = None
    _keys_to_ignore_on_load_missing: Any = None
    _keys_to_ignore_on_load_unexpected: Any = None
    _keys_to_ignore_on_save: Any = None
    _tied_weights_keys: Any = None
    _checkpoint_conversion_mapping: Any = {}
    _can_record_outputs: Any = None
    is_parallelizable = False
    supports_gradient_checkpointing = False
    _is_stateful = False
    _supports_flash_attn = False
    _supports_flash_attn_2 = False
    _supports_sdpa = False
    _supports_flex_attn = False
    _supports_cache_class = False
    _supports_static_cache = False
    _supports_quantized_cache = False
    _supports_attention_backend = False
    _can_compile_fullgraph = False
    _tp_plan: Any = None
    _pp_plan: Any = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Since transformers 4.55 models name their configuration's class by an annotation.
        annotated = cls.__dict__.get("__annotations__", {}).get("config")
        if "config_class" not in cls.__dict__ and annotated is not None:
            module = sys.modules.get(cls.__module__)
            cls.config_class = getattr(module, annotated, None) if isinstance(annotated, str) else annotated

    def __init__(self, config: Any, *inputs: Any, **kwargs: Any) -> None:
        super().__init__()
        if not hasattr(config, "to_dict"):
            raise TypeError(
                f"Parameter config in `{type(self).__name__}(config)` should be an instance of class "
                f"`PretrainedConfig`, not {type(config).__name__}."
            )
        self.config = config
        config._attn_implementation = self.get_correct_attn_implementation(self._requested_attention(config))
        self.loss_type = loss_type_of(type(self).__name__)
        self.name_or_path = getattr(config, "name_or_path", "")
        self.warnings_issued: dict[str, Any] = {}
        self.generation_config: Any = self._generation_config_of(config) if self.can_generate() else None
        self._keep_in_fp32_modules = copy.copy(type(self)._keep_in_fp32_modules)
        self._no_split_modules = self._no_split_modules or []

    @staticmethod
    def _generation_config_of(config: Any) -> Any:
        from transformers import GenerationConfig

        return with_older_parameters(GenerationConfig.from_model_config(config))

    @staticmethod
    def _requested_attention(config: Any) -> str | None:
        """What the configuration asks for; transformers before 4.48 says "eager" where nothing was asked for."""
        if hasattr(config, "_attn_implementation_internal"):
            return config._attn_implementation_internal
        return getattr(config, "_attn_implementation", None)

    def get_correct_attn_implementation(self, requested_attention: str | None, is_init_check: bool = False) -> str:
        """The attention to use. Raises ValueError for one that does not exist or the class does not support."""
        # LLaVA's of 4.37 is a property of models that are built already: asked of the class, it counts as true.
        sdpa = type(self)._supports_sdpa
        flash = self._supports_flash_attn or self._supports_flash_attn_2
        if requested_attention is None:
            return "sdpa" if sdpa else "eager"
        supported = {
            "eager": True,
            "sdpa": bool(sdpa),
            "flash_attention_2": flash,
            "flash_attention_3": flash,
            "flex_attention": self._supports_flex_attn,
        }
        if not supported.get(requested_attention, "/" not in requested_attention):
            raise ValueError(
                f"{type(self).__name__} does not support attn_implementation={requested_attention!r}; "
                f"it supports {', '.join(name for name, ok in supported.items() if ok)}"
            )
        return requested_attention

    def set_attn_implementation(self, attn_implementation: str) -> None:
        """Another attention from now on, for the models inside too."""
        for layer in self.sublayers(include_self=True):
            if isinstance(layer, PreTrainedModel):
                layer.config._attn_implementation = layer.get_correct_attn_implementation(attn_implementation)

    @classmethod
    def _autoset_attn_implementation(cls, config: Any, *args: Any, **kwargs: Any) -> Any:
        requested = cls._requested_attention(config)
        config._attn_implementation = requested or ("sdpa" if cls._supports_sdpa else "eager")
        return config

    @classmethod
    def _from_config(cls, config: Any, **kwargs: Any) -> Any:
        """A model with new weights, in ``torch_dtype`` or ``dtype`` if one is given."""
        dtype = kwargs.pop("torch_dtype", kwargs.pop("dtype", None))
        attention = kwargs.pop("attn_implementation", None)
        kwargs.pop("use_flash_attention_2", None)
        if attention is not None:
            config._attn_implementation = attention
        return cls._built_in(dtype, config, **kwargs)

    @classmethod
    def _built_in(cls, dtype: Any, config: Any, *args: Any, **kwargs: Any) -> Any:
        before = paddle.get_default_dtype()
        if dtype is not None:
            paddle.set_default_dtype(dtype)
        try:
            return cls(config, *args, **kwargs)
        finally:
            paddle.set_default_dtype(before)

    @classmethod
    def can_generate(cls) -> bool:
        """Whether the class says how to generate: it names GenerationMixin, or overrides what generation calls."""
        for owner in cls.__mro__:
            if owner is PreTrainedModel:
                return False
            if "GenerationMixin" in {base.__name__ for base in owner.__bases__} or {
                "prepare_inputs_for_generation",
                "generate",
            } & set(vars(owner)):
                return True
        return False

    @property
    def framework(self) -> str:
        """ "pt", as code written for transformers expects."""
        return "pt"

    @property
    def dummy_inputs(self) -> dict[str, paddle.Tensor]:
        """Token ids of three short sentences."""
        return {"input_ids": paddle.to_tensor([[7, 6, 0, 0, 1], [1, 2, 3, 0, 0], [0, 0, 0, 4, 5]])}

    @property
    def base_model(self) -> Any:
        """The body of a model with a head; the model itself if it has none."""
        return getattr(self, self.base_model_prefix, self) if self.base_model_prefix else self

    @property
    def loss_function(self) -> Any:
        """The loss that the name of the class asks for, that of language models if it names none."""
        own = self.__dict__.get("_loss_function")
        return own if own is not None else LOSS_MAPPING[self.loss_type or "ForCausalLM"]

    @loss_function.setter
    def loss_function(self, value: Any) -> None:
        self.__dict__["_loss_function"] = value

    def get_encoder(self, *args: Any) -> Any:
        """The encoder of an encoder-decoder model."""
        return self.encoder if hasattr(self, "encoder") else self._part("get_encoder")

    def get_decoder(self) -> Any:
        """The decoder, or the body of a decoder-only model."""
        for name in ("decoder", "language_model", "model"):
            if hasattr(self, name):
                inner = getattr(self, name)
                return inner.get_decoder() if name != "decoder" and hasattr(inner, "get_decoder") else inner
        return self

    def set_decoder(self, decoder: Any) -> None:
        """Put another decoder in the place of the model's."""
        name = next((name for name in ("decoder", "model") if hasattr(self, name)), None)
        if name is None:
            raise AttributeError(f"{type(self).__name__} has no decoder")
        setattr(self, name, decoder)

    def _part(self, getter: str) -> Any:
        base = self.base_model
        if base is self or not hasattr(base, getter):
            raise AttributeError(f"{type(self).__name__} has no {getter.removeprefix('get_')}")
        return getattr(base, getter)()

    def post_init(self) -> None:
        """Fill and tie the weights; models call it at the end of ``__init__``."""
        self.init_weights()
        if self.supports_gradient_checkpointing and getattr(self.config, "gradient_checkpointing", False):
            self.gradient_checkpointing_enable()
            self.config.gradient_checkpointing = False

    def init_weights(self) -> None:
        """Prune the heads that the configuration names, fill the weights that are not filled yet, tie them."""
        if getattr(self.config, "pruned_heads", None):
            self.prune_heads(self.config.pruned_heads)
        if FILLS_WEIGHTS["on"]:
            self.initialize_weights()
            self.tie_weights()

    def initialize_weights(self) -> None:
        """Every layer once, the innermost first, by the ``_init_weights`` of the model that holds it."""

        def fill(layer: Any, owner: Any) -> None:
            for child in layer.children():
                fill(child, child if isinstance(child, PreTrainedModel) else owner)
            owner._initialize_weights(layer)

        with paddle.no_grad():
            fill(self, self)

    def _initialize_weights(self, module: Any, *rest: Any) -> None:
        if not getattr(module, "_is_hf_initialized", False):
            self._init_weights(module)
            module._is_hf_initialized = True

    def _init_weights(self, module: Any) -> None:
        """Weights from N(0, initializer_range²), biases zero, norms one; models override it."""
        std = getattr(self.config, "initializer_range", 0.02)
        names = _class_names(module)
        weight: Any = getattr(module, "weight", None)
        bias: Any = getattr(module, "bias", None)
        dense = {"Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose1d", "ConvTranspose2d", "Embedding"}
        norms = {"GroupNorm", "BatchNorm1d", "BatchNorm2d", "BatchNorm3d"}
        if names & dense:
            paddle.nn.initializer.Normal(0.0, std)(weight)
            padding = getattr(module, "padding_idx", None)
            if padding is not None and "Embedding" in names:
                weight.detach()[padding] = 0.0
            if bias is not None:
                paddle.nn.initializer.Constant(0.0)(bias)
        elif names & norms or any("LayerNorm" in name or "RMSNorm" in name for name in names):
            if weight is not None:
                paddle.nn.initializer.Constant(1.0)(weight)
            if bias is not None:
                paddle.nn.initializer.Constant(0.0)(bias)

    def prune_heads(self, heads_to_prune: dict[int, list[int]]) -> None:
        """Remove attention heads, by layer; the configuration keeps which."""
        for layer, heads in heads_to_prune.items():
            self.config.pruned_heads[layer] = list(set(self.config.pruned_heads.get(layer, [])) | set(heads))
        self.base_model._prune_heads(heads_to_prune)

    def gradient_checkpointing_enable(self, gradient_checkpointing_kwargs: Any = None) -> None:
        """Compute activations again in the backward pass. Raises ValueError if the class does not support it."""
        if not self.supports_gradient_checkpointing:
            raise ValueError(f"{type(self).__name__} does not support gradient checkpointing.")
        options = {"use_reentrant": True} if gradient_checkpointing_kwargs is None else gradient_checkpointing_kwargs
        self._switch_checkpointing(True, functools.partial(checkpoint, **options))

    def gradient_checkpointing_disable(self) -> None:
        """Keep activations for the backward pass."""
        if self.supports_gradient_checkpointing:
            self._switch_checkpointing(False, checkpoint)

    def _switch_checkpointing(self, on: bool, function: Any) -> None:
        # Models written before transformers 4.35 have a method of this name that takes a layer and a value.
        if "value" in inspect.signature(self._set_gradient_checkpointing).parameters:
            switch: Any = self._set_gradient_checkpointing
            self.apply(functools.partial(switch, value=on))
        else:
            self._set_gradient_checkpointing(enable=on, gradient_checkpointing_func=function)

    def _set_gradient_checkpointing(self, enable: bool = True, gradient_checkpointing_func: Any = checkpoint) -> None:
        switched = [x for x in self.sublayers(include_self=True) if hasattr(x, "gradient_checkpointing")]
        if not switched:
            raise ValueError(f"no layer of {type(self).__name__} has an attribute `gradient_checkpointing`")
        for layer in switched:
            layer._gradient_checkpointing_func = gradient_checkpointing_func
            layer.gradient_checkpointing = enable

    @property
    def is_gradient_checkpointing(self) -> bool:
        """Whether a layer computes its activations again."""
        return any(getattr(layer, "gradient_checkpointing", False) for layer in self.sublayers(include_self=True))

    def enable_input_require_grads(self) -> None:
        """Let gradients flow through the embeddings' output, for adapters in front of frozen layers."""
        self._require_grads_hook = self.get_input_embeddings().register_forward_post_hook(_make_inputs_require_grads)

    def disable_input_require_grads(self) -> None:
        """Undo ``enable_input_require_grads``."""
        self._require_grads_hook.remove()

    def warn_if_padding_and_no_attention_mask(self, input_ids: Any, attention_mask: Any) -> None:
        """transformers warns here of padding without a mask; the result is the same with and without."""

    @classmethod
    def register_for_auto_class(cls, auto_class: Any = "AutoModel") -> None:
        """Note the auto class that ``save_pretrained`` shall write into ``auto_map``."""
        cls._auto_class = auto_class if isinstance(auto_class, str) else auto_class.__name__

    def get_position_embeddings(self) -> Any:
        """Models with position embeddings override it."""
        raise NotImplementedError(f"`get_position_embeddings` is not implemented for {type(self).__name__}")

    def resize_position_embeddings(self, new_num_position_embeddings: int) -> None:
        """Models with position embeddings override it."""
        raise NotImplementedError(f"`resize_position_embeddings` is not implemented for {type(self).__name__}")

    def add_model_tags(self, tags: Any) -> None:
        """Note tags for a model's page."""
        added = [tags] if isinstance(tags, str) else list(tags)
        self.model_tags = [*(self.model_tags or []), *(tag for tag in added if tag not in (self.model_tags or []))]
