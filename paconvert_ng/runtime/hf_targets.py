"""Models of PaddleFormers and PaddleNLP, loaded and called with the arguments of transformers.

For conversions that are asked for these libraries' classes instead of those of this module.
"""

from __future__ import annotations

import functools
import importlib
import os
import warnings
from typing import Any

import paddle

from .hf_compared import EQUAL_CLASSES, OTHER_CLASSES


def load_library_model(
    model_class: Any,
    path: str,
    *,
    config: Any = None,
    cache_dir: str | None = None,
    subfolder: str | None = None,
    variant: str | None = None,
    torch_dtype: Any = None,
    dtype: Any = None,
    device_map: Any = None,
    attn_implementation: str | None = None,
    trust_remote_code: bool | None = None,
    low_cpu_mem_usage: bool | None = None,
    use_safetensors: bool | None = None,
    local_files_only: bool | None = None,
    force_download: bool = False,
    ignore_mismatched_sizes: bool = False,
) -> Any:
    """``model_class.from_pretrained`` as transformers' is called: a model in eval mode that gives output objects.

    ``path`` is a folder with config.json and torch's weights (safetensors), or a name that the library knows.
    ``torch_dtype`` or ``dtype``: a dtype or its name; "auto" and None mean that of config.json. ``device_map``: None,
    "auto", or a kind of device; the library's models go to the current one. The code of a repository is never run.
    A class known to give other outputs than that of transformers raises NotImplementedError, as do arguments that the
    library has no counterpart for; a class that was not compared is warned of.
    """
    library = model_class.__module__.split(".")[0]
    if local_files_only or trust_remote_code and not os.path.isdir(path):
        raise NotImplementedError(f"{library} loads {path!r} neither from a cache only nor with code of its own")
    known = isinstance(device_map, str) and device_map in ("auto", "cpu", "cuda", "gpu")
    if not (device_map is None or known):
        raise NotImplementedError(f"{library} loads a model to the current device, not by device_map={device_map!r}")
    if attn_implementation not in (None, "eager", "sdpa"):
        raise NotImplementedError(f"{library} does not choose attention by {attn_implementation!r}")
    options = {
        "cache_dir": cache_dir,
        "subfolder": subfolder,
        "variant": variant,
        "force_download": force_download or None,
        "ignore_mismatched_sizes": ignore_mismatched_sizes or None,
    }
    given = {name: value for name, value in options.items() if value is not None}
    model = load_unchecked(model_class, path, config, torch_dtype if dtype is None else dtype, given)
    name = type(model).__name__
    if name in OTHER_CLASSES[library]:
        raise NotImplementedError(f"{library}'s {name} gives other outputs than that of transformers")
    if name not in EQUAL_CLASSES[library]:
        warnings.warn(f"{library}'s {name} was not compared with that of transformers", stacklevel=2)
    return model


def load_unchecked(model_class: Any, path: str, config: Any, dtype: Any, given: dict[str, Any]) -> Any:
    """``load_library_model`` for any class of the library; ``given`` are further arguments of ``from_pretrained``."""
    library = model_class.__module__.split(".")[0]
    if config is None:
        config = importlib.import_module(f"{library}.transformers").AutoConfig.from_pretrained(path)
    config.return_dict = True
    if not paddle.is_compiled_with_cuda():
        config.fuse_rms_norm = False  # its kernel is for GPUs only
    if dtype is not None and not (isinstance(dtype, str) and dtype == "auto"):
        given = {**given, "dtype": str(dtype).rpartition(".")[2]}
    options = {"load_checkpoint_format": ""} if library == "paddleformers" else {"convert_from_torch": True}
    model = model_class.from_pretrained(path, config=config, **options, **given)
    if isinstance(model, tuple):
        model = model[0]
    model.eval()
    model.forward = functools.partial(_forward, model.forward)
    if hasattr(model, "generate"):
        model.generate = functools.partial(_generate, model, model.generate)
    return model


def _forward(forward: Any, input_ids: Any = None, *others: Any, **kwargs: Any) -> Any:
    """``forward`` with names for all but the first argument (their order is another), giving an output object."""
    if others:
        raise NotImplementedError("the library's forward has its arguments in another order: give them by name")
    if kwargs.get("return_dict") is None:
        kwargs["return_dict"] = True
    return forward(input_ids, **kwargs)


def _generate(model: Any, generate: Any, inputs: Any = None, **kwargs: Any) -> paddle.Tensor:
    """``generate`` as transformers' is called, and its result: int64 ids, the prompt (or the decoder's start) first."""
    ids = kwargs.pop("input_ids", inputs)
    if ids is None:
        raise NotImplementedError("generate without input_ids")
    if kwargs.pop("return_dict_in_generate", False) or kwargs.pop("output_scores", False):
        raise NotImplementedError("the library's generate gives ids and one score, not transformers' output object")
    if kwargs.get("generation_config") is not None:
        raise NotImplementedError("the library takes no generation_config of transformers: give its values by name")
    sampled, beams = kwargs.pop("do_sample", False), kwargs.get("num_beams", 1)
    if sampled and beams > 1:
        raise NotImplementedError("the library does not sample beams")
    if "max_length" in kwargs and "max_new_tokens" not in kwargs:
        kwargs["max_new_tokens"] = kwargs.pop("max_length") - ids.shape[-1]
    kwargs.setdefault("attention_mask", paddle.ones_like(ids))
    kwargs["decode_strategy"] = "beam_search" if beams > 1 else "sampling" if sampled else "greedy_search"
    found, _ = generate(ids, **kwargs)
    times = found.shape[0] // ids.shape[0]
    prompt = ids.repeat_interleave(times, axis=0) if times > 1 else ids
    if getattr(model.config, "is_encoder_decoder", False):
        prompt = paddle.full_like(found[:, :1], model.config.decoder_start_token_id)
    return paddle.concat([prompt, found.astype(prompt.dtype)], axis=-1)
