"""Whether a package that is installed here, and was not named, needs torch: by its metadata alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

from paconvert_ng.analysis.module_index import FRAMEWORK_ROOTS

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@lru_cache(maxsize=1)
def _projects() -> Mapping[str, list[str]]:
    return packages_distributions()


@lru_cache(maxsize=256)
def needs_torch(root: str) -> bool:
    """Whether the package of this import name is installed and requires torch or a part of it (not as an extra)."""
    for project in _projects().get(root, ()):
        try:
            required = requires(project) or ()
        except PackageNotFoundError:  # a folder of metadata that does not have the project's name
            continue
        for text in required:
            match = _NAME.match(text)
            if match and match[0].lower() in FRAMEWORK_ROOTS and "extra ==" not in text:
                return True
    return False
