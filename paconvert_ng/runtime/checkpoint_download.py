"""torch.hub: files from the network, and where they are kept."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import urllib.parse
import urllib.request
from typing import Any

from .serialization_load import torch_load

# A file name such as resnet18-5c106cde.pth holds the beginning of its SHA-256.
HUB_HASH_PATTERN = re.compile(r"-([a-f0-9]*)\.")
HUB_DIRECTORY: dict[str, str] = {}


def hub_home() -> str:
    """torch.hub._get_torch_home: $TORCH_HOME, or torch in the cache folder of the user."""
    cache = os.getenv("XDG_CACHE_HOME", "~/.cache")
    return os.path.expanduser(os.getenv("TORCH_HOME", os.path.join(cache, "torch")))


def hub_get_dir() -> str:
    """torch.hub.get_dir."""
    return HUB_DIRECTORY.get("hub", os.path.join(hub_home(), "hub"))


def hub_set_dir(d: Any) -> None:
    """torch.hub.set_dir."""
    HUB_DIRECTORY["hub"] = os.path.expanduser(d)


def download_url_to_file(url: str, dst: str, hash_prefix: str | None = None, progress: bool = True) -> None:
    """torch.hub.download_url_to_file; RuntimeError if the SHA-256 has another prefix. No progress bar."""
    target = os.path.expanduser(dst)
    digest = hashlib.sha256()
    request = urllib.request.Request(url, headers={"User-Agent": "paddle"})
    handle, partial = tempfile.mkstemp(dir=os.path.dirname(target) or ".")
    try:
        with os.fdopen(handle, "wb") as file, urllib.request.urlopen(request) as response:
            while block := response.read(1 << 16):
                file.write(block)
                digest.update(block)
        if hash_prefix is not None and not digest.hexdigest().startswith(hash_prefix):
            raise RuntimeError(f'invalid hash value (expected "{hash_prefix}", got "{digest.hexdigest()}")')
        os.replace(partial, target)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def load_state_dict_from_url(
    url: str,
    model_dir: str | None = None,
    map_location: Any = None,
    progress: bool = True,
    check_hash: bool = False,
    file_name: str | None = None,
    weights_only: bool = False,
) -> Any:
    """torch.hub.load_state_dict_from_url: downloads a checkpoint once, and loads it as ``torch.load`` does."""
    folder = os.path.join(hub_get_dir(), "checkpoints") if model_dir is None else model_dir
    os.makedirs(folder, exist_ok=True)
    name = file_name if file_name is not None else os.path.basename(urllib.parse.urlparse(url).path)
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        found = HUB_HASH_PATTERN.search(name) if check_hash else None
        download_url_to_file(url, path, found.group(1) if found else None, progress)
    return torch_load(path, map_location=map_location, weights_only=weights_only)
