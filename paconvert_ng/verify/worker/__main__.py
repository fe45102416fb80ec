"""Loads this folder as a package under a name of its own, so that no module of the user's can be mistaken for it.

Arguments: the framework, and folders with more modules of the package.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

NAME = "paconvert_verify_worker"


def _load() -> None:
    folder = Path(__file__).resolve().parent
    # Python puts the started folder in front of the path: its `store`, `loading` … would hide the user's.
    sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != folder]
    spec = importlib.util.spec_from_file_location(
        NAME, folder / "__init__.py", submodule_search_locations=[str(folder), *sys.argv[2:]]
    )
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[NAME] = package
    spec.loader.exec_module(package)


if __name__ == "__main__":
    _load()
    importlib.import_module(f"{NAME}.session").serve(sys.argv[1])
