"""torch.serialization: options that change nothing in Paddle's files, and what a file would need to be loaded."""

from __future__ import annotations

import pickletools
import zipfile
from typing import Any

from .serialization_names import find_torch_name, is_safe_name

# What the program set, beginning with torch's defaults; checksums are always written, files never mapped.
SERIALIZATION_OPTIONS: dict[str, Any] = {"crc32": True, "mmap": 2}


class SourceChangeWarning(Warning):
    """torch.serialization.SourceChangeWarning, for filters of warnings."""


def get_crc32_options() -> bool:
    """torch.serialization.get_crc32_options."""
    return bool(SERIALIZATION_OPTIONS["crc32"])


def set_crc32_options(compute_crc32: bool) -> None:
    """torch.serialization.set_crc32_options; the checksums are written either way."""
    SERIALIZATION_OPTIONS["crc32"] = compute_crc32


def get_default_mmap_options() -> int:
    """torch.serialization.get_default_mmap_options."""
    return int(SERIALIZATION_OPTIONS["mmap"])


class set_default_mmap_options:
    """torch.serialization.set_default_mmap_options, as a call and in a ``with`` block; files are read whole here."""

    def __init__(self, flags: int) -> None:
        self.prev = SERIALIZATION_OPTIONS["mmap"]
        SERIALIZATION_OPTIONS["mmap"] = flags

    def __enter__(self) -> None:
        return None

    def __exit__(self, *exception: Any) -> None:
        SERIALIZATION_OPTIONS["mmap"] = self.prev


def get_unsafe_globals_in_checkpoint(f: Any) -> list[str]:
    """torch.serialization.get_unsafe_globals_in_checkpoint: names that loading weights only would refuse.

    Raises ValueError for a file of the older kind, which is no zip archive.
    """
    if not zipfile.is_zipfile(f):
        raise ValueError("get_unsafe_globals_in_checkpoint reads files of the zip format only")
    if hasattr(f, "seek"):
        f.seek(0)
    with zipfile.ZipFile(f) as archive:
        name = next(entry for entry in archive.namelist() if entry.endswith("data.pkl"))
        content = archive.read(name)
    found: list[str] = []
    texts: list[str] = []
    for operation, argument, _ in pickletools.genops(content):
        if isinstance(argument, str) and operation.name != "GLOBAL":
            texts.append(argument)
        names = argument.split(" ", 1) if operation.name == "GLOBAL" and isinstance(argument, str) else None
        names = texts[-2:] if operation.name == "STACK_GLOBAL" else names
        if names and not is_safe_name(*names) and find_torch_name(*names) is None:
            found.append(".".join(names))
    return list(dict.fromkeys(found))
