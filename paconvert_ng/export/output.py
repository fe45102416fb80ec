"""The folder of an export: written whole, or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from paconvert_ng.export.errors import ExportError

#: What marks a folder as the output of an export, which another may replace.
_MARKS = ("export.json", "manifest.json")


@contextlib.contextmanager
def written_whole(output: Path) -> Iterator[Path]:
    """A new folder beside ``output``, which takes its place when the block ends without an error."""
    output = output.resolve()
    if output.exists() and (not output.is_dir() or (any(output.iterdir()) and not _is_export(output))):
        raise ExportError(f"{output}: is there already and is no export: name another --output")
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    except OSError as error:
        raise ExportError(f"{output}: {error.strerror}") from None
    try:
        yield made
        made.chmod(0o777 & ~_mask())
        if output.exists():
            shutil.rmtree(output)
        made.rename(output)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _is_export(folder: Path) -> bool:
    return any((folder / name).is_file() for name in _MARKS)


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
