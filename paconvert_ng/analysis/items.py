"""Items of tensors that tensors choose, where Paddle's subscript means something else than torch's.

Paddle 3.3.1 reads other items than those where the tensor is not contiguous and a slice stands before what chooses, or
where the index has a new axis, and writes outside the tensor where it is not contiguous. The gradient of what is
written is wrong for some dtypes and masks. See ``runtime/indexing_items.py``.
"""

from __future__ import annotations

import libcst as cst

from paconvert_ng.analysis.contiguous import is_new
from paconvert_ng.analysis.naming import record
from paconvert_ng.analysis.operators import AUGMENTED, NUMBERS, indexes_by_list
from paconvert_ng.analysis.values import NONE, TENSOR_CLASS, UNKNOWN, Inst, Method, Value, options
from paconvert_ng.analysis.walker import Walker

READ, WRITE = "__getitem__", "__setitem__"

LAYER_LISTS = ("torch.nn.ModuleList", "torch.nn.Sequential")

_TENSORS = (TENSOR_CLASS, "torch.nn.Parameter")
_WITHOUT_GRADIENT = ("bool", "int", "uint")
_NEVER_CHOOSE = NUMBERS | {"builtins.str", "builtins.None", "torch.Size"}


def note_read(self: Walker, node: cst.Subscript, base: Value) -> None:
    """Record the reading of an (already evaluated) item where Paddle may give another one."""
    if len(node.slice) == 1:
        _note_list(self, node, base)
    if len(node.slice) < 2 or not _may_be_tensor(base):
        return
    values = _indices(self, node)
    if NONE in values:
        differs = any(_may_choose(value) and (is_tensor(base) or is_tensor(value)) for value in values)
    else:
        differs = _chooses_behind_slice(self, node) and not is_new(self, node.value)
    if differs:
        record(self, node, "value", Method(base, READ))


def note_write(self: Walker, node: cst.Subscript, value: Value, augmented: cst.AugAssign | None = None) -> None:
    """Record an assignment of ``value`` to an (already evaluated) item where Paddle may do something else."""
    self.facts.uses.pop(node, None)
    base = self.facts.values.get(node.value, UNKNOWN)
    if not _may_be_tensor(base):
        return
    _note_list(self, node, base)
    choosing = [index for index in _indices(self, node) if index is not UNKNOWN and _may_choose(index)]
    if not is_tensor(base):
        # What is indexed with a tensor is one, most likely; if not, the helper finds out.
        choosing = [index for index in choosing if is_tensor(index)]
    if not choosing or not (
        _loses_gradient(base, value, choosing, augmented)
        or _is_misplaced(self, node, value)
        or _chooses_nothing(value, choosing)
    ):
        return
    if augmented is not None:
        record(self, augmented, "operator", Method(base, AUGMENTED[type(augmented.operator)]))
    else:
        record(self, node, "store", Method(base, WRITE))


def _note_list(self: Walker, node: cst.Subscript, base: Value) -> None:
    """Record an index that may be a list of tensors, which torch takes for a tuple and Paddle for one tensor.

    Or that is a tensor and stands for one of several layers: Paddle's lists of layers know numbers only.
    """
    index = node.slice[0].slice
    if isinstance(index, cst.Index) and len(node.slice) == 1:
        value = self.facts.values.get(index.value, UNKNOWN)
        in_layers = isinstance(base, Inst) and base.cls in LAYER_LISTS and is_tensor(value)
        if in_layers or indexes_by_list(base, value, index.value):
            record(self, node, "operator", Method(base, READ))


def _loses_gradient(base: Value, value: Value, choosing: list[Value], augmented: cst.AugAssign | None) -> bool:
    """Whether the gradient of a tensor that is written may be wrong."""
    if not is_tensor(value):
        return False
    dtype = getattr(base, "dtype", "")
    if dtype.startswith(_WITHOUT_GRADIENT) or getattr(value, "dtype", "").startswith(_WITHOUT_GRADIENT):
        return False
    masks = ("bool",) if augmented is not None else ("", "bool")
    if dtype == "float32" or (augmented is not None and dtype in ("", "float")):
        return any(getattr(index, "dtype", "") in masks for index in choosing)
    return True


def _chooses_nothing(value: Value, choosing: list[Value]) -> bool:
    """Whether places that tensors number may be none at all, where Paddle refuses to write a number.

    Several tensors number places (a mask stands alone), and so does one of integers.
    """
    if not isinstance(value, Inst) or value.cls not in NUMBERS:
        return False
    tensors = [index for index in choosing if is_tensor(index)]
    return len(tensors) > 1 or any(getattr(index, "dtype", "") == "int64" for index in tensors)


def _is_misplaced(self: Walker, node: cst.Subscript, value: Value) -> bool:
    """Whether it may be written elsewhere; one mask in front and one number go another way, which is right."""
    if _chooses_behind_slice(self, node) and len(node.slice) > 1:
        return True
    alone = len(node.slice) == 1 and getattr(_indices(self, node)[0], "dtype", "") == "bool"
    if alone and isinstance(value, Inst) and value.cls in NUMBERS:
        return False
    return not is_new(self, node.value)


def _chooses_behind_slice(self: Walker, node: cst.Subscript) -> bool:
    """Whether a tensor, list or array stands behind a slice."""
    behind = False
    known = is_tensor(self.facts.values.get(node.value, UNKNOWN))
    for element in node.slice:
        index = element.slice.value if isinstance(element.slice, cst.Index) else None
        if index is None or isinstance(index, cst.Ellipsis):
            behind = True
        elif behind and not isinstance(index, cst.Integer):
            value = self.facts.values.get(index, UNKNOWN)
            if is_tensor(value) or (known and value is not UNKNOWN and _may_choose(value)):
                return True
    return False


def _indices(self: Walker, node: cst.Subscript) -> list[Value]:
    return [
        self.facts.values.get(element.slice.value, UNKNOWN)
        for element in node.slice
        if isinstance(element.slice, cst.Index) and not isinstance(element.slice.value, cst.Ellipsis | cst.Integer)
    ]


def is_tensor(value: Value) -> bool:
    return isinstance(value, Inst) and value.cls in _TENSORS


def _may_be_tensor(value: Value) -> bool:
    return is_tensor(value) or any(option is UNKNOWN for option in options(value))


def _may_choose(value: Value) -> bool:
    """Whether an index may be a tensor, a list or an array."""
    return any(not (isinstance(o, Inst) and o.cls in _NEVER_CHOOSE) for o in options(value))
