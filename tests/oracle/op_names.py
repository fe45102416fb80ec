"""Which public API an operator of the database is, and how its samples' arguments stand there.

The database often has a lambda that reorders arguments for its own ends; a person calls the API it wraps.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from tests.support.frameworks import torch

Arguments = tuple[tuple, dict[str, Any]]

#: What a sample of these cannot be written as, and why.
EXCLUDED = {
    "jiterator_unary": "compiles CUDA source; no CPU implementation",
    "jiterator_binary": "compiles CUDA source; no CPU implementation",
    "jiterator_4inputs_with_extra_args": "compiles CUDA source; no CPU implementation",
    "jiterator_binary_return_by_ref": "compiles CUDA source; no CPU implementation",
    "jiterator_2inputs_2outputs": "compiles CUDA source; no CPU implementation",
    "max_pool2d_with_indices_backward": "a backward kernel, called only by torch's own autograd",
}
#: Attributes, not calls.
ATTRIBUTES = frozenset({"T", "H", "mT", "mH"})
#: Methods that write into the receiver, under the name of a function that torch does not have.
IN_PLACE_ONLY = {
    "cauchy": "cauchy_",
    "exponential": "exponential_",
    "geometric": "geometric_",
    "log_normal": "log_normal_",
    "uniform": "uniform_",
    "normal/in_place": "normal_",
    "resize_": "resize_",
    "resize_as_": "resize_as_",
    "zero_": "zero_",
}
#: The database has the arguments in another order than the API.
REORDERED: dict[str, Callable[..., Arguments]] = {
    "nn.functional.embedding": lambda weight, indices, **kw: ((indices, weight), kw),
    "nn.functional.embedding_bag": lambda weight, indices, **kw: ((indices, weight), kw),
    "einsum": lambda tensors, equation: ((equation, *tensors), {}),
    "polygamma": lambda x, n, **kw: ((n, x), kw),
    "special.polygamma": lambda x, n, **kw: ((n, x), kw),
    "where": lambda x, condition, other, **kw: ((condition, x, other), kw),
    "normal/number_mean": lambda std, mean, *args, **kw: ((mean, std, *args), kw),
}
#: The database makes a well-conditioned matrix of two factors first, or looks at some results only:
#: text before the call (``{}`` is the rest of the arguments) and after it.
COMPOSED = {
    "svd_lowrank": "torch.svd_lowrank({0} @ {1}.mT{rest})",
    "pca_lowrank": "torch.pca_lowrank({0} @ {1}.mT{rest})",
    "linalg.pinv/singular": "torch.linalg.pinv({0} @ {1}.mT{rest})",
    "linalg.lstsq/grad_oriented": "torch.linalg.lstsq({0}, {1}, driver={2})[:2]",
}
OPERATORS = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div/no_rounding_mode": "{0} / {1}",
    "true_divide": "{0} / {1}",
    "floor_divide": "{0} // {1}",
    "remainder": "{0} % {1}",
    "pow": "{0} ** {1}",
    "matmul": "{0} @ {1}",
    "bitwise_and": "{0} & {1}",
    "bitwise_or": "{0} | {1}",
    "bitwise_xor": "{0} ^ {1}",
    "bitwise_left_shift": "{0} << {1}",
    "bitwise_right_shift": "{0} >> {1}",
    "eq": "{0} == {1}",
    "ne": "{0} != {1}",
    "lt": "{0} < {1}",
    "le": "{0} <= {1}",
    "gt": "{0} > {1}",
    "ge": "{0} >= {1}",
    "neg": "-{0}",
    "abs": "abs({0})",
    "bitwise_not": "~{0}",
    "__radd__": "{1} + {0}",
    "__rsub__": "{1} - {0}",
    "__rmul__": "{1} * {0}",
    "__rdiv__": "{1} / {0}",
    "__rmod__": "{1} % {0}",
    "__rpow__": "{1} ** {0}",
    "__rmatmul__": "{1} @ {0}",
    "__rand__": "{1} & {0}",
    "__ror__": "{1} | {0}",
    "__rxor__": "{1} ^ {0}",
}
#: Operators that have an augmented assignment.
AUGMENTED = frozenset({"+", "-", "*", "/", "//", "%", "**", "&", "|", "^", "<<", ">>"})


def function_name(op: Any) -> str:
    """``torch.nn.functional.relu`` for the entry; "" if there is only a method or an operator."""
    overload = str(op.op)
    if type(op.op).__name__ in ("OpOverload", "OpOverloadPacket"):
        return f"torch.ops.{overload}"
    name = op.name if op.name.startswith("torch.") else f"torch.{op.name}"
    return name if _is_function(name) else ""


def alias_functions(op: Any) -> list[str]:
    """Other names of the function."""
    names = [alias.name if alias.name.startswith("torch.") else f"torch.{alias.name}" for alias in op.aliases]
    return [name for name in dict.fromkeys(names) if _is_function(name)]


def methods(op: Any) -> list[str]:
    """Names of Tensor methods that are this operator, its own first."""
    last = op.name.rpartition(".")[2] if "." not in op.name else op.name
    names = [last, *(alias.name for alias in op.aliases)]
    if op.method_variant is None and function_name(op):
        names = names[1:]
    return [name for name in dict.fromkeys(names) if _is_method(name)]


def in_place_methods(op: Any) -> list[str]:
    """``add_``, and those of its aliases."""
    if op.inplace_variant is None or takes_inplace(op):
        return []
    names = [op.inplace_variant.__name__]
    names += [alias.inplace_variant.__name__ for alias in op.aliases if alias.inplace_variant is not None]
    return [name for name in dict.fromkeys(names) if _is_method(name)]


def takes_inplace(op: Any) -> bool:
    """Whether the in-place form is the function with ``inplace=True``."""
    return isinstance(op.inplace_variant, functools.partial)


def resolve(name: str) -> Any:
    """The object that a dotted name stands for; None if there is none."""
    found: Any = torch
    for part in name.split(".")[1:]:
        found = getattr(found, part, None)
    return found


def _is_function(name: str) -> bool:
    found = resolve(name)
    return callable(found) and not isinstance(found, (torch.dtype, type))


def _is_method(name: str) -> bool:
    return not name.startswith("__") and "." not in name and callable(getattr(torch.Tensor, name, None))


def parameter_lists(name: str) -> list[list[tuple[str, str, bool]]]:
    """Signatures of a function as torch itself tells them: (name, type or "", keyword only) each.

    A Python function tells its own; for a builtin, the schemas of the operator behind it.
    """
    function = resolve(name)
    try:
        parameters: Mapping[str, inspect.Parameter] = inspect.signature(function).parameters
    except (ValueError, TypeError):
        return _schemas(name)
    if any(p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD) for p in parameters.values()):
        return _schemas(name)
    return [[(p.name, "", p.kind is p.KEYWORD_ONLY) for p in parameters.values()]]


def _schemas(name: str) -> list[list[tuple[str, str, bool]]]:
    parts = name.split(".")[1:]
    prefix = f"{parts[-2]}_" if len(parts) > 1 and parts[-2] in ("linalg", "fft", "special") else ""
    found = []
    for schema in torch._C._jit_get_schemas_for_operator(f"aten::{prefix}{parts[-1]}"):
        if not any(argument.is_out for argument in schema.arguments):
            found.append([(a.name, str(a.type), a.kwarg_only) for a in schema.arguments])
    return found
