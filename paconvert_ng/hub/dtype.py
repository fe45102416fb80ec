"""The dtype of a repository's model, written into its config.json where it is missing; all else stays as it is."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from paconvert_ng.hub.repo import Repo

_SAFETENSORS = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_DTYPES = ("float64", "float32", "float16", "bfloat16")
#: A header that says it is longer than this is none.
_LONGEST_HEADER = 100 << 20


def dtype_of(root: Path, repo: Repo) -> str:
    """The dtype by ``torch_dtype``, by the flags ``bf16`` and ``fp16``, or by the weights; "" if nothing says."""
    stated = repo.config.get("torch_dtype")
    if isinstance(stated, str) and stated.removeprefix("torch.") in _DTYPES:
        return stated.removeprefix("torch.")
    for flag, dtype in (("bf16", "bfloat16"), ("fp16", "float16")):
        if repo.config.get(flag) is True:
            return dtype
    return next((dtype for path in repo.weights if (dtype := _stored_dtype(root / path))), "")


def _stored_dtype(path: Path) -> str:
    """The floating dtype that most tensors of a safetensors file have; "" for other files."""
    if path.suffix != ".safetensors":
        return ""
    try:
        with open(path, "rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length)) if length < _LONGEST_HEADER else {}
    except (OSError, ValueError):
        return ""
    found = Counter(
        _SAFETENSORS[entry["dtype"]]
        for name, entry in header.items()
        if isinstance(entry, Mapping) and entry.get("dtype") in _SAFETENSORS
    )
    return found.most_common(1)[0][0] if found else ""


def with_dtype(text: str, dtype: str) -> str:
    """A config.json with ``"dtype"`` as its last entry, in its own layout; the text itself if it has one already."""
    config: Any = json.loads(text)
    if not dtype or not isinstance(config, dict) or "dtype" in config:
        return text
    end = text.rindex("}")
    body = text[:end].rstrip()
    space = text[len(body) : end]
    first = re.match(r"\s*\{(\s*)", text)
    before = first[1] if first is not None and config else " "
    comma = "," if config else ""
    return f'{body}{comma}{before}"dtype": "{dtype}"{space}{text[end:]}'
