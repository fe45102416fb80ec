"""transformers.PreTrainedModel.from_pretrained: a model from its folder, with torch's weights as they are."""

from __future__ import annotations

import functools
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import paddle

from .hf_files import model_folder, tensors_of, weight_files
from .hf_filling import no_init_weights
from .hf_generation_config import with_older_parameters
from .module_cast import module_float, module_to
from .module_state_dict import module_state_dict, overwrite
from .serialization_dtypes import STORAGE_TYPES

#: Keywords of from_pretrained about downloads, given on to huggingface_hub.
_DOWNLOADS = ("revision", "cache_dir", "force_download", "local_files_only", "token")
#: Keywords that change nothing here: how weights travel through memory, or where code comes from.
_WITHOUT_EFFECT = (
    "low_cpu_mem_usage trust_remote_code code_revision _fast_init offload_folder offload_state_dict offload_buffers "
    "max_memory mirror proxies resume_download use_auth_token _commit_hash _from_auto _from_pipeline weights_only "
    "use_flash_attention_2 adapter_kwargs gguf_file from_flax from_tf tp_plan tp_size device_mesh"
).split()
_QUANTIZED = ("quantization_config", "load_in_8bit", "load_in_4bit")


def named_dtype(dtype: Any) -> Any:
    """Paddle's dtype of "bfloat16", "torch.bfloat16" or a dtype; None for None. Raises ValueError for others."""
    if not isinstance(dtype, str):
        return dtype
    name = dtype.removeprefix("torch.")
    if name not in STORAGE_TYPES:
        raise ValueError(f"no dtype {dtype}")
    return getattr(paddle, name)


def _fixed_name(name: str) -> str:
    """LayerNorm's parameters were called gamma and beta in checkpoints made from TensorFlow's."""
    for old, new in (("LayerNorm.gamma", "LayerNorm.weight"), ("LayerNorm.beta", "LayerNorm.bias")):
        if name.endswith(old):
            return name.removesuffix(old) + new
    return name


def _pairs_of_state(state: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    return iter(state.items())


def _pairs_of_files(files: Iterable[str]) -> Iterator[tuple[str, paddle.Tensor]]:
    for path in files:
        yield from tensors_of(path)


def _with_shared(state: Mapping[str, paddle.Tensor], loaded: set[str]) -> set[str]:
    """The names that were loaded, and the other names of their tensors."""
    filled = {id(state[name]) for name in loaded}
    return {name for name, tensor in state.items() if id(tensor) in filled}


def _not_ignored(names: Iterable[str], patterns: Any) -> list[str]:
    return [name for name in names if not any(re.search(pattern, name) for pattern in patterns or ())]


class PretrainedLoading:
    """from_pretrained, for models."""

    config_class: Any
    base_model_prefix: str
    _keep_in_fp32_modules: Any
    _keep_in_fp32_modules_strict: Any
    _keys_to_ignore_on_load_missing: Any
    _keys_to_ignore_on_load_unexpected: Any
    _checkpoint_conversion_mapping: Any

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: Any,
        *model_args: Any,
        config: Any = None,
        ignore_mismatched_sizes: bool = False,
        use_safetensors: bool | None = None,
        **kwargs: Any,
    ) -> Any:
        """A model in eval mode with the weights of a folder (safetensors or .bin, in one file or several).

        ``torch_dtype`` (or ``dtype``): float32 unless given; "auto" takes the configuration's, else the weights'.
        ``device_map``: the whole model goes to one device. Raises OSError for missing files, RuntimeError for shapes
        that do not fit, NotImplementedError for weights that are quantized while they are loaded.
        """
        for name in _QUANTIZED:
            if kwargs.pop(name, None):
                raise NotImplementedError(f"{name}: weights are not quantized while they are loaded")
        downloads = {name: kwargs.pop(name) for name in _DOWNLOADS if name in kwargs}
        for name in _WITHOUT_EFFECT:
            kwargs.pop(name, None)
        options = {name: kwargs.pop(name, None) for name in ("state_dict", "variant", "device_map", "key_mapping")}
        subfolder = kwargs.pop("subfolder", "") or ""
        dtype = kwargs.pop("torch_dtype", kwargs.pop("dtype", None))
        with_info = kwargs.pop("output_loading_info", False)
        attention = kwargs.pop("attn_implementation", None)
        given_generation = kwargs.pop("generation_config", None)
        folder = None
        if pretrained_model_name_or_path is not None:
            folder = model_folder(pretrained_model_name_or_path, subfolder, **downloads)
        if config is None or isinstance(config, str):
            config, kwargs = cls.config_class.from_pretrained(config or folder, return_unused_kwargs=True, **kwargs)
        if attention is not None:
            config._attn_implementation = attention
        if options["state_dict"] is not None:
            source: Any = functools.partial(_pairs_of_state, options["state_dict"])
        else:
            if folder is None:
                raise ValueError("from_pretrained needs a folder or a state_dict")
            files = weight_files(folder, options["variant"], use_safetensors)
            source = functools.partial(_pairs_of_files, files)
        dtype = cls._chosen_dtype(dtype, config, source)
        model, info = cls._loaded(
            config, model_args, kwargs, dtype, source, ignore_mismatched_sizes, options["key_mapping"]
        )
        model.name_or_path = str(pretrained_model_name_or_path)
        if given_generation is not None:
            model.generation_config = given_generation
        elif folder is not None and model.can_generate():
            model._read_generation_config(folder)
        if options["device_map"] is not None:
            _place_whole(model, options["device_map"])
        model.eval()
        return (model, info) if with_info else model

    @classmethod
    def _chosen_dtype(cls, dtype: Any, config: Any, source: Any) -> Any:
        if not isinstance(dtype, str) or dtype != "auto":
            return named_dtype(dtype)
        stated = getattr(config, "torch_dtype", None) or getattr(config, "dtype", None)
        if stated is not None:
            return named_dtype(stated)
        return next((tensor.dtype for _, tensor in source() if paddle.is_floating_point(tensor)), None)

    @classmethod
    def _loaded(
        cls,
        config: Any,
        args: tuple[Any, ...],
        kwargs: dict[str, Any],
        dtype: Any,
        source: Any,
        ignore_mismatched: bool,
        key_mapping: Mapping[str, str] | None,
    ) -> tuple[Any, dict[str, Any]]:
        """A model of this class filled from ``source()``, and what was missing, unexpected or of another shape."""
        with no_init_weights():
            model = cls._built_in(dtype, config, *args, **kwargs)  # type: ignore[attr-defined]
        model._keep_some_in_float32(dtype)
        expected = module_state_dict(model, keep_vars=True)
        mapping = key_mapping or cls._checkpoint_conversion_mapping or {}
        loaded: set[str] = set()
        unexpected: list[str] = []
        mismatched: list[tuple[str, Any, Any]] = []
        for given, name, tensor in cls._renamed(source, expected, mapping):
            target = expected.get(name)
            if target is None:
                unexpected.append(given)
            elif list(target.shape) != list(tensor.shape):
                mismatched.append((name, list(tensor.shape), list(target.shape)))
            else:
                overwrite(target, tensor)
                loaded.add(name)
        if mismatched and not ignore_mismatched:
            lines = [f"size mismatch for {n}: {a} in the checkpoint, {b} in the model" for n, a, b in mismatched]
            raise RuntimeError(f"Error(s) in loading state_dict for {cls.__name__}:\n\t" + "\n\t".join(lines))
        loaded = _with_shared(expected, loaded)
        model._fill_missing(loaded)
        model.tie_weights()
        after = module_state_dict(model, keep_vars=True)
        shared = _with_shared(after, loaded)
        missing = _not_ignored((name for name in after if name not in shared), cls._keys_to_ignore_on_load_missing)
        unexpected = _not_ignored(unexpected, cls._keys_to_ignore_on_load_unexpected)
        _tell(cls.__name__, missing, unexpected, mismatched)
        return model, {
            "missing_keys": missing,
            "unexpected_keys": unexpected,
            "mismatched_keys": mismatched,
            "error_msgs": [],
        }

    @classmethod
    def _renamed(
        cls, source: Any, expected: Mapping[str, Any], mapping: Mapping[str, str]
    ) -> Iterator[tuple[str, str, paddle.Tensor]]:
        """For each tensor its name, the model's name for it, and itself: with or without the body's prefix."""
        prefix = f"{cls.base_model_prefix}." if cls.base_model_prefix else ""
        has_prefix = bool(prefix) and any(name.startswith(prefix) for name in expected)
        for given, tensor in source():
            name = _fixed_name(given)
            for pattern, replacement in mapping.items():
                name, count = re.subn(pattern, replacement, name)
                if count:
                    break
            if name not in expected and prefix:
                other = prefix + name if has_prefix else name.removeprefix(prefix)
                name = other if other in expected else name
            yield given, name, tensor

    def _keep_some_in_float32(self, dtype: Any) -> None:
        kept = set(self._keep_in_fp32_modules_strict or ()) if dtype in (paddle.float16, paddle.bfloat16) else set()
        kept |= set(self._keep_in_fp32_modules or ()) if dtype == paddle.float16 else set()
        for name, layer in list(self.named_sublayers()) if kept else ():  # type: ignore[attr-defined]
            if kept & set(name.split(".")):
                module_float(layer)

    def _fill_missing(self, loaded: set[str]) -> None:
        """New weights for the layers of which something was not loaded; what was loaded stays."""
        for prefix, layer in self.named_sublayers(include_self=True):  # type: ignore[attr-defined]
            start = f"{prefix}." if prefix else ""
            own = [start + name for name, value in layer._parameters.items() if value is not None]
            layer._is_hf_initialized = all(name in loaded for name in own)
        kept = {
            name: value.clone()
            for name, value in module_state_dict(self).items()
            if name in loaded and not self._layer_of(name)._is_hf_initialized
        }
        self.initialize_weights()  # type: ignore[attr-defined]
        now = module_state_dict(self, keep_vars=True)
        for name, value in kept.items():
            overwrite(now[name], value)

    def _layer_of(self, name: str) -> Any:
        layer: Any = self
        for part in name.split(".")[:-1]:
            layer = layer._sub_layers[part]
        return layer

    def _read_generation_config(self, folder: str) -> None:
        from transformers import GenerationConfig

        if os.path.isfile(os.path.join(folder, "generation_config.json")):
            self.generation_config = with_older_parameters(GenerationConfig.from_pretrained(folder))


def _place_whole(model: Any, device_map: Any) -> None:
    """The whole model on one device: the one named, or the current one for "auto" and maps of several."""
    device = device_map.get("") if isinstance(device_map, Mapping) else device_map
    if device in (None, "auto", "balanced", "balanced_low_0", "sequential"):
        device = paddle.get_device()
    module_to(model, device)


def _tell(name: str, missing: list[str], unexpected: list[str], mismatched: list[Any]) -> None:
    if unexpected:
        warnings.warn(f"weights that {name} does not have, and does not use: {', '.join(unexpected)}", stacklevel=4)
    if missing or mismatched:
        new = [*missing, *(key for key, _, _ in mismatched)]
        warnings.warn(f"weights of {name} that were not in the checkpoint are new: {', '.join(new)}", stacklevel=4)
