"""How transformers' auto classes find a model: ``auto_map``, what was registered, or the modelling files at hand."""

from __future__ import annotations

import importlib
import json
import os
import sys
import types
from typing import Any

from .hf_files import model_folder

#: Models that were registered, by the auto class's name and the configuration's class.
_REGISTERED_MODELS: dict[tuple[str, Any], Any] = {}
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
    beside = bool(place) and os.path.dirname(os.path.realpath(str(place))) == path
    if beside and getattr(own, "__package__", None):
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
    if beside:
        # A script has imported this module by its bare name; the model's files import it from their package.
        file = os.path.basename(str(place)).removesuffix(".py")
        sys.modules[f"{name}.{file}"] = own  # type: ignore[assignment]
        setattr(package, file, own)
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


def _class_at_hand(names: str, config: Any, folder: str | None) -> Any:
    """The class that transformers itself would take for a configuration, from a modelling file that is at hand.

    ``names`` is the table of transformers to look into. The file ``modeling_<type>.py`` is at hand in the model's
    folder or beside this module. None if there is no such class.
    """
    # The package would give a stand-in for the module where there is no torch; the module's tables need none.
    tables = importlib.import_module("transformers.models.auto.modeling_auto")
    types_of = importlib.import_module("transformers.models.auto.configuration_auto")
    model_type = getattr(config, "model_type", "")
    name = getattr(tables, names, {}).get(model_type)
    file = f"modeling_{types_of.model_type_to_module_name(model_type)}"
    place = getattr(sys.modules.get(__name__), "__file__", None)
    beside = os.path.dirname(os.path.realpath(place)) if place else None
    for here in dict.fromkeys((folder, beside)):
        if name and here and os.path.isfile(os.path.join(here, f"{file}.py")):
            return class_in_folder(here, f"{file}.{name[0] if isinstance(name, (list, tuple)) else name}")
    return None


class AutoModelBase:
    """Base of the auto classes: a model by its folder's ``auto_map``, what was registered, or modelling files at hand.

    Models whose code is in transformers alone need that package converted too.
    """

    #: The table of transformers in which the auto class looks a model up.
    _names = ""
    #: Other entries of ``auto_map`` that serve, in order, where there is none of the class's own name.
    _also: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        name = type(self).__name__
        raise OSError(f"{name} is made by `{name}.from_pretrained(folder)` or `{name}.from_config(config)`.")

    @classmethod
    def register(cls, config_class: Any, model_class: Any, exist_ok: bool = False) -> None:
        """Take ``model_class`` for a class of configurations. Raises ValueError if another is taken for it."""
        own = getattr(model_class, "config_class", None)
        if own is not None and own.__name__ != config_class.__name__:
            raise ValueError(f"{model_class.__name__} has the config_class {own}, not {config_class}")
        key = (cls.__name__, config_class)
        if key in _REGISTERED_MODELS and not exist_ok:
            raise ValueError(f"'{config_class}' is already used by {_REGISTERED_MODELS[key].__name__}")
        _REGISTERED_MODELS[key] = model_class

    @classmethod
    def _model_class(cls, folder: str | None, auto_map: dict[str, Any], config: Any) -> Any:
        for name in (cls.__name__, *cls._also):
            reference = auto_map.get(name)
            if reference is not None and folder:
                return class_in_folder(folder, reference[0] if isinstance(reference, list) else reference)
        for owner in type(config).__mro__:
            if (cls.__name__, owner) in _REGISTERED_MODELS:
                return _REGISTERED_MODELS[cls.__name__, owner]
        found = _class_at_hand(cls._names, config, folder)
        if found is None:
            known = ", ".join(sorted(auto_map)) or "nothing"
            raise ValueError(
                f"{cls.__name__}: no class for {type(config).__name__}; the auto_map of {folder} names {known}. Models "
                "whose code is in transformers itself need that package converted too: --with_packages transformers"
            )
        return found

    @classmethod
    def from_pretrained(cls, pretrained_model_name_or_path: Any, *model_args: Any, **kwargs: Any) -> Any:
        """A model with the weights of a folder.

        Raises OSError for missing files, ValueError if there is no class for it.
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
        return cls._model_class(folder, auto_map, config).from_pretrained(folder, *model_args, config=config, **kwargs)

    @classmethod
    def from_config(cls, config: Any, **kwargs: Any) -> Any:
        """A model with new weights, of the class that the configuration asks for."""
        kwargs.pop("trust_remote_code", None)
        path = getattr(config, "name_or_path", "")
        folder = path if path and os.path.isdir(path) else None
        return cls._model_class(folder, getattr(config, "auto_map", None) or {}, config)._from_config(config, **kwargs)
