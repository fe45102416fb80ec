from .availability import (
    OptionalDependencyNotAvailable,
    is_flax_like_available,
    is_torch_available,
    is_torch_version,
)
from .lazy import LazyModule
