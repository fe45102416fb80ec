"""Lazy packages: the tests import their modules by full name, so that the path is all they need."""

import os
from types import ModuleType
from typing import Any


class LazyImportModule(ModuleType):
    """Takes the place of a package in ``sys.modules``."""

    def __init__(
        self, name: str, module_file: str, import_structure: Any, module_spec: Any = None, extra_objects: Any = None
    ) -> None:
        super().__init__(name)
        self.__file__ = module_file
        self.__spec__ = module_spec
        self.__path__ = [os.path.dirname(module_file)]
