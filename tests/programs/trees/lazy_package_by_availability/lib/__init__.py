import sys
from typing import TYPE_CHECKING

from .utils import LazyModule, OptionalDependencyNotAvailable, is_torch_available

_import_structure = {"models": [], "utils": ["is_torch_available"]}
try:
    if not is_torch_available():
        raise OptionalDependencyNotAvailable()
except OptionalDependencyNotAvailable:
    _import_structure["utils.dummies"] = ["Layer", "describe"]
else:
    _import_structure["models"] += ["Layer", "describe"]

if TYPE_CHECKING:
    from .models import Layer, describe
else:
    sys.modules[__name__] = LazyModule(__name__, globals()["__file__"], _import_structure, module_spec=__spec__)
