"""huggingface_hub.ModelHubMixin and PyTorchModelHubMixin: models that are saved in folders with their arguments.

The module of huggingface_hub that has them imports torch where safetensors is installed, even for the first of them,
which needs none. What needs no framework (downloads, model cards, uploads) is huggingface_hub's own.
"""

from __future__ import annotations

import inspect
import json
import logging
import os
import tempfile
import types
import typing
from dataclasses import asdict, dataclass, is_dataclass
from pathlib import Path
from typing import Any

from .module_state_dict import module_load_state_dict
from .serialization_load import torch_load
from .serialization_safetensors import safetensors_load_model, safetensors_save_model

_CONFIG_FILE = "config.json"
_SAFE_FILE = "model.safetensors"
_PICKLE_FILE = "pytorch_model.bin"
# Lines one by one: a text over several would be indented in outputs that hold the helpers themselves.
HUB_MODEL_CARD = "\n".join(
    (
        "---",
        "# What may stand here: https://huggingface.co/docs/hub/model-cards",
        "{{ card_data }}",
        "---",
        "",
        "A model that was saved with huggingface_hub's PyTorchModelHubMixin.",
        '- Code: {{ repo_url | default("[More Information Needed]", true) }}',
        '- Paper: {{ paper_url | default("[More Information Needed]", true) }}',
        '- Docs: {{ docs_url | default("[More Information Needed]", true) }}',
        "",
    )
)


@dataclass
class MixinInfo:
    """What a model card says of the library that a class belongs to."""

    model_card_template: str
    model_card_data: Any
    docs_url: str | None = None
    paper_url: str | None = None
    repo_url: str | None = None


def _is_jsonable(value: Any, inside: tuple[int, ...] = ()) -> bool:
    """Whether json can write a value, as far as the types of what it holds show."""
    if value is None or isinstance(value, (str, int, float, bool)):
        return True
    if id(value) in inside:
        return False
    inside = (*inside, id(value))
    if isinstance(value, (list, tuple)):
        return all(_is_jsonable(item, inside) for item in value)
    if isinstance(value, dict):
        keys = all(key is None or isinstance(key, (str, int, float, bool)) for key in value)
        return keys and all(_is_jsonable(item, inside) for item in value.values())
    return hasattr(value, "__json__")


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """``X`` of ``Optional[X]``, and whether it was one."""
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        options = typing.get_args(annotation)
        if len(options) == 2 and type(None) in options:
            return next(option for option in options if option is not type(None)), True
    return annotation, False


class ModelHubMixin:
    """huggingface_hub.ModelHubMixin: ``save_pretrained``, ``from_pretrained`` and ``push_to_hub`` for any class.

    A subclass writes ``_save_pretrained`` and ``_from_pretrained``. What an object was made with is kept, as far as
    json can write it, and stands in config.json. Keywords of the class statement describe the library for the card.
    """

    _hub_mixin_config: Any = None
    _hub_mixin_info: MixinInfo
    _hub_mixin_inject_config: bool
    _hub_mixin_init_parameters: dict[str, inspect.Parameter]
    _hub_mixin_jsonable_default_values: dict[str, Any]
    _hub_mixin_jsonable_custom_types: tuple[type, ...]
    _hub_mixin_coders: dict[type, Any]

    def __init_subclass__(
        cls,
        *,
        repo_url: str | None = None,
        paper_url: str | None = None,
        docs_url: str | None = None,
        model_card_template: str = HUB_MODEL_CARD,
        language: list[str] | None = None,
        library_name: str | None = None,
        license: str | None = None,
        license_name: str | None = None,
        license_link: str | None = None,
        pipeline_tag: str | None = None,
        tags: list[str] | None = None,
        coders: dict[type, Any] | None = None,
    ) -> None:
        from huggingface_hub import ModelCardData

        super().__init_subclass__()
        base: MixinInfo | None = getattr(cls, "_hub_mixin_info", None)
        inherited = base.model_card_data.to_dict() if base is not None else {}
        info = MixinInfo(model_card_template, ModelCardData(**inherited))
        if base is not None and model_card_template == HUB_MODEL_CARD:
            info.model_card_template = base.model_card_template
        for name, value in (("repo_url", repo_url), ("paper_url", paper_url), ("docs_url", docs_url)):
            setattr(info, name, value if value is not None else getattr(base, name, None))
        described: dict[str, Any] = {
            "language": language,
            "library_name": library_name,
            "license": license,
            "license_name": license_name,
            "license_link": license_link,
            "pipeline_tag": pipeline_tag,
        }
        for name, value in described.items():
            if value is not None:
                setattr(info.model_card_data, name, value)
        all_tags = {*(info.model_card_data.tags or ()), *(tags or ()), "model_hub_mixin"}
        info.model_card_data.tags = sorted(all_tags)
        cls._hub_mixin_info = info
        cls._hub_mixin_coders = coders or {}
        cls._hub_mixin_jsonable_custom_types = tuple(cls._hub_mixin_coders)
        cls._hub_mixin_init_parameters = dict(inspect.signature(cls.__init__).parameters)
        cls._hub_mixin_jsonable_default_values = {
            name: cls._encode_arg(parameter.default)
            for name, parameter in cls._hub_mixin_init_parameters.items()
            if parameter.default is not inspect.Parameter.empty and cls._is_jsonable(parameter.default)
        }
        cls._hub_mixin_inject_config = "config" in inspect.signature(cls._from_pretrained).parameters

    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        instance = super().__new__(cls)
        if instance._hub_mixin_config is not None:
            return instance
        names = list(cls._hub_mixin_init_parameters)[1:]
        passed = {**dict(zip(names, args)), **kwargs}
        if is_dataclass(passed.get("config")):
            instance._hub_mixin_config = passed["config"]
            return instance
        config = dict(cls._hub_mixin_jsonable_default_values)
        config.update((name, cls._encode_arg(value)) for name, value in passed.items() if cls._is_jsonable(value))
        given = config.pop("config", {})
        if isinstance(given, dict):
            config.update(given)
        if config:
            instance._hub_mixin_config = config
        return instance

    @classmethod
    def _is_jsonable(cls, value: Any) -> bool:
        return is_dataclass(value) or isinstance(value, cls._hub_mixin_jsonable_custom_types) or _is_jsonable(value)

    @classmethod
    def _encode_arg(cls, arg: Any) -> Any:
        if is_dataclass(arg) and not isinstance(arg, type):
            return asdict(arg)
        for custom, (encode, _) in cls._hub_mixin_coders.items():
            if isinstance(arg, custom):
                return None if arg is None else encode(arg)
        return arg

    @classmethod
    def _decode_arg(cls, expected_type: Any, value: Any) -> Any:
        expected, optional = _without_none(expected_type)
        if optional and value is None:
            return None
        if is_dataclass(expected):
            return _make_dataclass(expected, value)
        for custom, (_, decode) in cls._hub_mixin_coders.items():
            if inspect.isclass(expected) and issubclass(expected, custom):
                return decode(value)
        return value

    def save_pretrained(
        self,
        save_directory: str | Path,
        *,
        config: Any = None,
        repo_id: str | None = None,
        push_to_hub: bool = False,
        model_card_kwargs: dict[str, Any] | None = None,
        **push_to_hub_kwargs: Any,
    ) -> str | None:
        """Write weights, config.json and a model card into a folder; with ``push_to_hub`` also upload it."""
        folder = Path(save_directory)
        folder.mkdir(parents=True, exist_ok=True)
        config_file = folder / _CONFIG_FILE
        config_file.unlink(missing_ok=True)
        self._save_pretrained(folder)
        if config is None:
            config = self._hub_mixin_config
        if config is not None:
            config = self._encode_arg(config) if is_dataclass(config) else config
            # `_save_pretrained` of a subclass may have written it.
            if not config_file.exists():
                config_file.write_text(json.dumps(config, sort_keys=True, indent=2))
        if not (folder / "README.md").exists():
            self.generate_model_card(**(model_card_kwargs or {})).save(folder / "README.md")
        if not push_to_hub:
            return None
        if config is not None:
            push_to_hub_kwargs = {**push_to_hub_kwargs, "config": config}
        return self.push_to_hub(repo_id or folder.name, model_card_kwargs=model_card_kwargs or {}, **push_to_hub_kwargs)

    def _save_pretrained(self, save_directory: Path) -> None:
        raise NotImplementedError

    @classmethod
    def from_pretrained(
        cls,
        pretrained_model_name_or_path: str | Path,
        *,
        force_download: bool = False,
        resume_download: bool | None = None,
        proxies: dict[str, str] | None = None,
        token: str | bool | None = None,
        cache_dir: str | Path | None = None,
        local_files_only: bool = False,
        revision: str | None = None,
        **model_kwargs: Any,
    ) -> Any:
        """Make an object with what config.json of a folder or repository says, and load its weights."""
        model_id = str(pretrained_model_name_or_path)
        download = {
            "revision": revision,
            "cache_dir": cache_dir,
            "force_download": force_download,
            "proxies": proxies,
            "resume_download": resume_download,
            "token": token,
            "local_files_only": local_files_only,
        }
        config = _read_config(model_id, download)
        if config is not None:
            config = cls._fill_arguments(config, model_kwargs)
        instance = cls._from_pretrained(model_id=model_id, **download, **model_kwargs)
        if config is not None and getattr(instance, "_hub_mixin_config", None) in (None, {}):
            instance._hub_mixin_config = config
        return instance

    @classmethod
    def _fill_arguments(cls, config: dict[str, Any], model_kwargs: dict[str, Any]) -> Any:
        """Put what a configuration says among the arguments that were not given; gives the decoded configuration."""
        parameters = cls._hub_mixin_init_parameters
        for name, value in config.items():
            if name in parameters and parameters[name].annotation is not inspect.Parameter.empty:
                config[name] = cls._decode_arg(parameters[name].annotation, value)
        decoded: Any = config
        for name in parameters:
            if name in config:
                model_kwargs.setdefault(name, config[name])
        if "config" in parameters and "config" not in model_kwargs:
            decoded = model_kwargs["config"] = cls._decode_arg(parameters["config"].annotation, config)
        if is_dataclass(cls):
            others = [name for name in cls.__dataclass_fields__ if name in config]
        elif any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values()):
            others = list(config)
        else:
            others = []
        for name in others:
            model_kwargs.setdefault(name, config[name])
        if cls._hub_mixin_inject_config:
            model_kwargs.setdefault("config", decoded)
        return decoded

    @classmethod
    def _from_pretrained(cls, *, model_id: str, **options: Any) -> Any:
        raise NotImplementedError

    def push_to_hub(
        self,
        repo_id: str,
        *,
        config: Any = None,
        commit_message: str = "Push model using huggingface_hub.",
        private: bool | None = None,
        token: str | None = None,
        branch: str | None = None,
        create_pr: bool | None = None,
        allow_patterns: list[str] | str | None = None,
        ignore_patterns: list[str] | str | None = None,
        delete_patterns: list[str] | str | None = None,
        model_card_kwargs: dict[str, Any] | None = None,
    ) -> str:
        """Save the object into a folder and upload that; gives the address of the commit."""
        from huggingface_hub import HfApi

        api: Any = HfApi(token=token)
        name: str = api.create_repo(repo_id=repo_id, private=private, exist_ok=True).repo_id
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / name
            self.save_pretrained(folder, config=config, model_card_kwargs=model_card_kwargs)
            patterns = {"allow_patterns": allow_patterns, "ignore_patterns": ignore_patterns}
            return api.upload_folder(
                repo_id=name,
                repo_type="model",
                folder_path=folder,
                commit_message=commit_message,
                **{"revision": branch, "create_pr": create_pr, "delete_patterns": delete_patterns, **patterns},
            )

    def generate_model_card(self, *args: Any, **kwargs: Any) -> Any:
        """The model card (huggingface_hub.ModelCard), from the template of the class."""
        from huggingface_hub import ModelCard

        info = self._hub_mixin_info
        links = {"repo_url": info.repo_url, "paper_url": info.paper_url, "docs_url": info.docs_url}
        return ModelCard.from_template(
            card_data=info.model_card_data, template_str=info.model_card_template, **links, **kwargs
        )


class PyTorchModelHubMixin(ModelHubMixin):
    """huggingface_hub.PyTorchModelHubMixin, for layers: weights in model.safetensors, in torch's layout."""

    def __init_subclass__(cls, *args: Any, tags: list[str] | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(*args, tags=[*(tags or ()), "pytorch_model_hub_mixin"], **kwargs)

    def _save_pretrained(self, save_directory: Path) -> None:
        safetensors_save_model(getattr(self, "module", self), str(save_directory / _SAFE_FILE))

    @classmethod
    def _from_pretrained(
        cls, *, model_id: str, map_location: Any = "cpu", strict: bool = False, **model_kwargs: Any
    ) -> Any:
        options = ("revision", "cache_dir", "force_download", "proxies", "resume_download", "local_files_only", "token")
        download = {name: model_kwargs.pop(name, None) for name in options}
        model = cls(**model_kwargs)
        if os.path.isdir(model_id):
            print("Loading weights from local directory")
            return cls._load_as_safetensor(model, os.path.join(model_id, _SAFE_FILE), map_location, strict)
        from huggingface_hub.utils import EntryNotFoundError

        try:
            return cls._load_as_safetensor(model, _download(model_id, _SAFE_FILE, download), map_location, strict)
        except EntryNotFoundError:
            return cls._load_as_pickle(model, _download(model_id, _PICKLE_FILE, download), map_location, strict)

    @classmethod
    def _load_as_pickle(cls, model: Any, model_file: str, map_location: Any, strict: bool) -> Any:
        module_load_state_dict(model, torch_load(model_file, map_location="cpu", weights_only=True), strict=strict)
        model.eval()
        return model

    @classmethod
    def _load_as_safetensor(cls, model: Any, model_file: str, map_location: Any, strict: bool) -> Any:
        # The values are copied to where the model is, wherever they are read to.
        safetensors_load_model(model, model_file, strict=strict)
        return model


def _make_dataclass(datacls: Any, data: dict[str, Any]) -> Any:
    """An object of a dataclass; what it has no field for is left out."""
    return datacls(**{name: value for name, value in data.items() if name in datacls.__dataclass_fields__})


def _download(model_id: str, filename: str, options: dict[str, Any]) -> str:
    from huggingface_hub import hf_hub_download

    given = {name: value for name, value in options.items() if value is not None}
    return str(hf_hub_download(repo_id=model_id, filename=filename, **given))


def _read_config(model_id: str, options: dict[str, Any]) -> dict[str, Any] | None:
    """config.json of a folder or of a repository; None if there is none."""
    logger = logging.getLogger("huggingface_hub.hub_mixin")
    path = os.path.join(model_id, _CONFIG_FILE)
    if os.path.isdir(model_id):
        if not os.path.isfile(path):
            logger.warning("%s not found in %s", _CONFIG_FILE, Path(model_id).resolve())
            return None
    else:
        from huggingface_hub.utils import HfHubHTTPError

        try:
            path = _download(model_id, _CONFIG_FILE, options)
        except HfHubHTTPError as error:
            logger.info("%s not found on the HuggingFace Hub: %s", _CONFIG_FILE, error)
            return None
    with open(path, encoding="utf-8") as file:
        found: dict[str, Any] = json.load(file)
    return found
