import importlib.util
import operator as op

from .installed import is_package_available

OPERATIONS = {">": op.gt, ">=": op.ge, "<": op.lt, "<=": op.le}

_torch_available, _torch_version = is_package_available("torch")
_flax_like_available, _ = is_package_available("a_package_that_nobody_has")


class OptionalDependencyNotAvailable(BaseException):
    pass


def is_torch_available():
    return _torch_available


def is_flax_like_available():
    return _flax_like_available


def is_torch_version(operation, version):
    def parsed(text):
        return [int(part) for part in text.split("+")[0].split(".")[:2]]

    return OPERATIONS[operation](parsed(_torch_version), parsed(version))
