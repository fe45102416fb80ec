"""The dtype of a tensor that a call creates."""

from __future__ import annotations

from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.values import (
    NONE,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    Inst,
    Ref,
    Value,
    options,
    tensor,
)
from paconvert_ng.analysis.walker import Walker

_DTYPE_NAMES = {
    "long": "int64",
    "int": "int32",
    "short": "int16",
    "float": "float32",
    "double": "float64",
    "half": "float16",
}


def of_unknown_dtype(result: Value, source: Value) -> bool:
    """Whether "some float" comes from a tensor of unknown dtype: then it is what that is, most often."""
    if not isinstance(result, Inst) or result.dtype != "float":
        return False
    return source is UNKNOWN or (isinstance(source, Inst) and source.cls == TENSOR_CLASS and not source.dtype)


_NUMBERS = frozenset(("builtins.bool", "builtins.int"))
#: What ``x.to`` may be given by position to name the result's dtype.
_DTYPES = frozenset("bool uint8 int8 int16 int32 int64 float16 bfloat16 float32 float64 complex64 complex128".split())


def cast_to(self: Walker, args: list[Value]) -> Value | None:
    """What ``x.to(torch.uint8)`` gives; None where no dtype is named by position."""
    for given in args:
        name = self.knowledge.canonical(given.name).rpartition(".")[2] if isinstance(given, Ref) else ""
        if _DTYPE_NAMES.get(name, name) in _DTYPES:
            return tensor(_DTYPE_NAMES.get(name, name))
    return None


def with_dtype(self: Walker, target: str, result: Value, args: list[Value], keywords: dict[str, Value]) -> Value:
    """The dtype of a created tensor: that of ``dtype``, or (``Tensor[scalars]``) of the numbers given to ``target``."""
    if not isinstance(result, Inst) or not result.dtype:
        return result
    if args and of_unknown_dtype(result, args[0]):
        return TENSOR
    given = keywords.get("dtype", NONE)
    if given != NONE:
        if isinstance(given, Ref) and self.knowledge.canonical(given.name).startswith("torch."):
            name = given.name.rpartition(".")[2]
            return tensor(_DTYPE_NAMES.get(name, name))
        return TENSOR
    if result.dtype == "scalars":
        classes = {cls for value in args for cls in _number_classes(value)}
        if "builtins.complex" in classes:
            return tensor("complex64")
        if "builtins.float" in classes:
            return tensor("float")
        if target == "torch.tensor" and (not classes or not classes <= _NUMBERS):
            return result
        # Sizes and positions, as far as is known; a wrong guess only costs a helper.
        return tensor("bool" if classes == {"builtins.bool"} else "int64")
    return result


def _number_classes(value: Value) -> set[str]:
    """The classes of a number, or of all numbers in (nested) lists and tuples."""
    if isinstance(value, Inst) and value.cls in ("builtins.list", "builtins.tuple"):
        return {cls for element in value.args for cls in _number_classes(element)}
    return {instance(option) for option in options(value)}
