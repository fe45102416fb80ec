"""What a program finds when it asks which packages there are: torch counts as there, since Paddle stands for it."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Mapping
from importlib import metadata as installed
from importlib import util as importable
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

#: The releases that the rules are for; the package's own answer is wanted where the code of one is converted.
_RELEASES = {"torch": "2.13.0", "torchvision": "0.28.0", "torchaudio": "2.11.0"}
#: Modules of torch, and those that stand for them.
_STANDING_FOR = {
    "torch.amp": "paddle.amp",
    "torch.autograd": "paddle.autograd",
    "torch.cuda": "paddle.device.cuda",
    "torch.cuda.amp": "paddle.amp",
    "torch.distributed": "paddle.distributed",
    "torch.distributions": "paddle.distribution",
    "torch.fft": "paddle.fft",
    "torch.hub": "paddle.hub",
    "torch.jit": "paddle.jit",
    "torch.linalg": "paddle.linalg",
    "torch.nn": "paddle.nn",
    "torch.nn.functional": "paddle.nn.functional",
    "torch.nn.init": "paddle.nn.initializer",
    "torch.nn.modules": "paddle.nn",
    "torch.nn.utils": "paddle.nn.utils",
    "torch.onnx": "paddle.onnx",
    "torch.optim": "paddle.optimizer",
    "torch.optim.lr_scheduler": "paddle.optimizer.lr",
    "torch.profiler": "paddle.profiler",
    "torch.sparse": "paddle.sparse",
    "torch.special": "paddle.special",
    "torch.utils": "paddle.utils",
    "torch.utils.cpp_extension": "paddle.utils.cpp_extension",
    "torch.utils.data": "paddle.io",
    "torch.utils.dlpack": "paddle.utils.dlpack",
    "torch.version": "paddle.version",
}


class _Release(installed.Distribution):
    """The metadata of a release that is not installed."""

    def __init__(self, name: str, version: str) -> None:
        self._text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"

    def read_text(self, filename: str) -> str | None:
        return self._text if filename in ("METADATA", "PKG-INFO") else None

    def locate_file(self, path: Any) -> Any:
        return Path(path)


def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
    """``importlib.util.find_spec`` by a name that may be torch's: Paddle's module, then, None if it has none.

    A package that was converted along is found inside this one.
    """
    root, _, rest = name.partition(".")
    if root in _RELEASES and not _is_own(root):
        target = _STANDING_FOR.get(name) if rest else "paddle"
        return importable.find_spec(target) if target is not None else None
    inside = _place_inside(root)
    if inside:
        return importable.find_spec(f"{inside}.{rest}" if rest else inside)
    return importable.find_spec(name, package)


def distribution(distribution_name: str) -> installed.Distribution:
    """``importlib.metadata.distribution`` by a name that may be torch's: the release that the conversion is for.

    A package that was converted along carries its metadata with it.
    """
    root = re.sub(r"[-_.]+", "_", distribution_name).lower()
    if root in _RELEASES and not _is_own(root):
        return _Release(root, _RELEASES[root])
    along = _taken_along().get(root)
    return along[1] if along is not None else installed.distribution(distribution_name)


def distribution_version(distribution_name: str) -> str:
    """``importlib.metadata.version`` by a name that may be torch's."""
    return distribution(distribution_name).version


def distribution_metadata(distribution_name: str) -> Any:
    """``importlib.metadata.metadata`` by a name that may be torch's."""
    return distribution(distribution_name).metadata


def packages_distributions() -> Mapping[str, list[str]]:
    """``importlib.metadata.packages_distributions`` with torch, and with what was converted along."""
    shown = {name: [name] for name in _RELEASES if not _is_own(name)}
    along = {name: [found.metadata["Name"]] for name, found in _taken_along().values()}
    return {**installed.packages_distributions(), **along, **shown}


def _is_own(root: str) -> bool:
    """Whether the code of that package itself was converted, alone or along."""
    return __name__.partition(".")[0] == root or any(name == root for name, _ in _taken_along().values())


def _place_inside(root: str) -> str:
    """The full name of a package that was converted into this one, "" if none of that name was."""
    here = __name__.rpartition(".")[0]
    return f"{here}.{root}" if here and any(name == root for name, _ in _taken_along().values()) else ""


@functools.lru_cache(maxsize=1)
def _taken_along() -> dict[str, tuple[str, installed.PathDistribution]]:
    """Packages that lie beside this module with their metadata in them: project → import name, metadata."""
    found: dict[str, tuple[str, installed.PathDistribution]] = {}
    here = globals().get("__file__")  # a notebook has none
    for entry in os.scandir(Path(here).parent) if here else ():
        if entry.is_dir() and os.path.exists(os.path.join(entry.path, "METADATA")):
            metadata = installed.PathDistribution(Path(entry.path))
            project = re.sub(r"[-_.]+", "_", metadata.metadata["Name"] or entry.name).lower()
            found[project] = (entry.name, metadata)
    return found
