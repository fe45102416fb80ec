import importlib.metadata as metadata
import importlib.util
import sys
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

if sys.version_info < (3, 8):
    import importlib_metadata
else:
    import importlib.metadata as importlib_metadata


def is_available(name):
    return importlib.util.find_spec(name) is not None


def with_version(name):
    exists = importlib.util.find_spec(name) is not None
    found = "N/A"
    if exists:
        try:
            found = importlib_metadata.version(name)
        except (ImportError, importlib_metadata.PackageNotFoundError):
            exists = False
    return exists, found


@lru_cache
def at_least(name, minimum):
    try:
        return tuple(int(part) for part in version(name).split("+")[0].split(".")[:2]) >= minimum
    except PackageNotFoundError:
        return False


_available, _version = with_version("torch")
if _available:
    import torch

    print(torch.arange(3).tolist())
print(_available, _version.split(".")[0], at_least("torch", (2, 0)), at_least("torch", (99, 0)))
print(is_available("torch"), is_available("numpy"), is_available("no_such_package_here"), is_available("torch.nn"))
for name in ("torch", "no_such_package_here"):
    print(name, with_version(name)[0], at_least(name, (1, 0)))
owners = metadata.packages_distributions()
print(owners["torch"], metadata.metadata("torch")["Name"], metadata.distribution("torch").version == version("torch"))
print(metadata.version("numpy") == version("numpy"), callable(is_available))
