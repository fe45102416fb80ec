"""transformers' auto classes for folders with code of their own: ``auto_map`` in config.json says which class it is."""

from __future__ import annotations

import importlib
import json
import os
import sys
import types
from typing import Any

from .hf_files import model_folder

#: Download options that both the files of a model and its configuration take.
_WHERE = ("revision", "cache_dir", "force_download", "local_files_only", "token")


def _read_json(folder: str, name: str) -> dict[str, Any]:
    path = os.path.join(folder, name)
    if not os.path.isfile(path):
        raise OSError(f"there is no {name} in {folder}")
    with open(path, encoding="utf-8") as file:
        try:
            return json.load(file)
        except ValueError as error:
            raise OSError(f"{path} is not valid JSON: {error}") from error


def folder_package(folder: str) -> str:
    """The name of a package whose modules are the Python files of a folder; made if there is none yet.

    Where this very file lies in the folder, its own package is it, so that no class exists twice.
    """
    path = os.path.realpath(folder)
    own = sys.modules.get(__name__)
    place = getattr(own, "__file__", None)
    if place and os.path.dirname(os.path.realpath(place)) == path and getattr(own, "__package__", None):
        return own.__package__  # type: ignore[union-attr,return-value]
    for name, module in list(sys.modules.items()):
        if getattr(module, "_folder_of_model", None) == path:
            return name
    name = "model_" + "".join(c if c.isalnum() else "_" for c in os.path.basename(path))
    while name in sys.modules:
        name += "_"
    package = types.ModuleType(name)
    package.__path__ = [path]
    package._folder_of_model = path  # type: ignore[attr-defined]
    sys.modules[name] = package
    return name


def class_in_folder(folder: str, reference: str) -> Any:
    """The class that ``modeling_x.Class`` names in a folder.

    Raises OSError for a file that is not there or lies elsewhere, AttributeError for a class that it lacks.
    """
    reference = reference.rpartition("--")[2]
    module, _, name = reference.rpartition(".")
    if not module or not all(part.isidentifier() for part in module.split(".")):
        raise OSError(f"auto_map names {reference!r}, which is no class of a file in {folder}")
    if not os.path.isfile(os.path.join(folder, *module.split(".")) + ".py"):
        raise OSError(f"auto_map names {reference}, but there is no {module.replace('.', '/')}.py in {folder}")
    loaded = importlib.import_module(f"{folder_package(folder)}.{module}")
    if not hasattr(loaded, name):
        raise AttributeError(f"{module}.py in {folder} has no class {name}")
    return getattr(loaded, name)


def auto_config(folder: str, config: dict[str, Any], **kwargs: Any) -> tuple[Any, dict[str, Any]]:
    """The configuration of a folder and the keywords that are none of its: of its own class, else transformers'."""
    reference = (config.get("auto_map") or {}).get("AutoConfig")
    if reference is not None:
        own = class_in_folder(folder, reference)
        return own.from_pretrained(folder, return_unused_kwargs=True, **kwargs)
    from transformers import AutoConfig

    return AutoConfig.from_pretrained(folder, return_unused_kwargs=True, **kwargs)


class _AutoModel:
    """Base of the auto classes: a model by the folder's ``auto_map``, under the auto class's own name."""

    #: Other entries of ``auto_map`` that serve, in order, where there is none of the class's own name.
    _also: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = type(self).__name__
        raise OSError(f"{name} is made by `{name}.from_pretrained(folder)` or `{name}.from_config(config)`.")

    @classmethod
    def _model_class(cls, folder: str, auto_map: dict[str, Any]) -> Any:
        for name in (cls.__name__, *cls._also):
            reference = auto_map.get(name)
            if reference is not None:
                return class_in_folder(folder, reference[0] if isinstance(reference, list) else reference)
        known = ", ".join(sorted(auto_map)) or "nothing"
        raise ValueError(
            f"{cls.__name__}: the auto_map of {folder} names {known}. Models whose code is in transformers itself need "
            "that package converted too: --with_packages transformers"
        )

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: Any, *model_args: Any, **kwargs: Any) -> Any:
        """A model with the weights of a folder: the class that its config.json's ``auto_map`` names.

        Raises OSError for missing files, ValueError if the folder brings no code of its own.
        """
        kwargs.pop("trust_remote_code", None)
        where = {name: kwargs[name] for name in _WHERE if name in kwargs}
        folder = model_folder(pretrained_model_name_or_path, kwargs.pop("subfolder", "") or "", **where)
        stated = _read_json(folder, "config.json")
        config = kwargs.pop("config", None)
        if config is None:
            passed = ("torch_dtype", "dtype", "attn_implementation", "device_map", "quantization_config", *_WHERE)
            own = {name: kwargs.pop(name) for name in list(kwargs) if name in passed}
            config, kwargs = auto_config(folder, stated, **kwargs)
            kwargs.update(own)
        auto_map = getattr(config, "auto_map", None) or stated.get("auto_map") or {}
        return cls._model_class(folder, auto_map).from_pretrained(folder, *model_args, config=config, **kwargs)

    @classmethod
    def from_config(cls, config: Any, **kwargs: Any) -> Any:
        """A model with new weights, of the class that the configuration's ``auto_map`` names."""
        kwargs.pop("trust_remote_code", None)
        folder = getattr(config, "name_or_path", "") or os.curdir
        return cls._model_class(folder, getattr(config, "auto_map", None) or {})._from_config(config, **kwargs)


class AutoModel(_AutoModel):
    """transformers.AutoModel, for folders with code of their own."""


class AutoModelForCausalLM(_AutoModel):
    """transformers.AutoModelForCausalLM, for folders with code of their own."""

    # ChatGLM's folders name their model for generation so.
    _also = ("AutoModelForSeq2SeqLM",)


class AutoModelForSeq2SeqLM(_AutoModel):
    """transformers.AutoModelForSeq2SeqLM, for folders with code of their own."""


class AutoModelForMaskedLM(_AutoModel):
    """transformers.AutoModelForMaskedLM, for folders with code of their own."""


class AutoModelForSequenceClassification(_AutoModel):
    """transformers.AutoModelForSequenceClassification, for folders with code of their own."""


class AutoModelForTokenClassification(_AutoModel):
    """transformers.AutoModelForTokenClassification, for folders with code of their own."""


class AutoModelForQuestionAnswering(_AutoModel):
    """transformers.AutoModelForQuestionAnswering, for folders with code of their own."""


class AutoModelForVision2Seq(_AutoModel):
    """transformers.AutoModelForVision2Seq, for folders with code of their own."""


class AutoModelForImageClassification(_AutoModel):
    """transformers.AutoModelForImageClassification, for folders with code of their own."""


class AutoModelForSpeechSeq2Seq(_AutoModel):
    """transformers.AutoModelForSpeechSeq2Seq, for folders with code of their own."""
