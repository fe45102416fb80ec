"""Operators: what type they give, and where Paddle would refuse to combine two tensors."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

import libcst as cst

from paconvert_ng.analysis.classes import instance
from paconvert_ng.analysis.python_math import as_number
from paconvert_ng.analysis.values import (
    FLOAT,
    FOREIGN,
    INT,
    NONE,
    STR,
    TENSOR,
    TENSOR_CLASS,
    UNKNOWN,
    WEAK_TENSOR,
    Inst,
    Union,
    Value,
    element_type,
    join,
    join_all,
    options,
    tensor,
    without_const,
)

NUMBERS = {"builtins.int", "builtins.float", "builtins.bool", "builtins.complex"}
#: Python's names of the methods behind the operators that tensors of different dtypes combine with.
OPERATORS: dict[type[cst.BaseBinaryOp], str] = {
    cst.Add: "__add__", cst.Subtract: "__sub__", cst.Multiply: "__mul__", cst.Divide: "__truediv__",
    cst.FloorDivide: "__floordiv__", cst.Modulo: "__mod__", cst.Power: "__pow__", cst.BitAnd: "__and__",
    cst.BitOr: "__or__", cst.BitXor: "__xor__", cst.LeftShift: "__lshift__", cst.RightShift: "__rshift__",
}  # fmt: skip
#: Comparisons, the same.
COMPARISONS: dict[type[cst.BaseCompOp], str] = {
    cst.Equal: "__eq__", cst.NotEqual: "__ne__", cst.LessThan: "__lt__", cst.LessThanEqual: "__le__",
    cst.GreaterThan: "__gt__", cst.GreaterThanEqual: "__ge__",
}  # fmt: skip
#: What is called so may hold integers, bools or floats: the caller decides.
_LABELS = re.compile(r"(?:^|_)(?:targets?|labels?|truths?|gts?|counts?)(?:_|$)")
#: Numbers of things, of which floats are made.
_COUNTS = re.compile(r"(?:^|_)(?:num|n|[tf][pn]|(?:true|false)_(?:pos|neg)\w*|pairs|cardinality)(?:_|$)")
#: For these Paddle lacks kernels of most operators.
_SMALL = {"uint8", "int8", "int16"}
_BITWISE = (cst.BitAnd, cst.BitOr, cst.BitXor, cst.LeftShift, cst.RightShift)
_BIT_BY_BIT = (*_BITWISE, cst.BitAndAssign, cst.BitOrAssign, cst.BitXorAssign)
_KNOWN_BESIDE_FOREIGN = NUMBERS | {"foreign", "builtins.str", "builtins.list", "builtins.tuple"}
#: Python's names of the methods behind the augmented assignments.
AUGMENTED = {
    cst.AddAssign: "__iadd__", cst.SubtractAssign: "__isub__", cst.MultiplyAssign: "__imul__",
    cst.DivideAssign: "__itruediv__", cst.FloorDivideAssign: "__ifloordiv__", cst.ModuloAssign: "__imod__",
    cst.PowerAssign: "__ipow__", cst.BitAndAssign: "__iand__", cst.BitOrAssign: "__ior__",
    cst.BitXorAssign: "__ixor__", cst.LeftShiftAssign: "__ilshift__", cst.RightShiftAssign: "__irshift__",
    cst.MatrixMultiplyAssign: "__imatmul__",
}  # fmt: skip


def differs_in_paddle(node: cst.BinaryOperation, left: Value, right: Value, parameters: Collection[str]) -> bool:
    """Whether Paddle may refuse an operation between tensors, or give it another shape (``//`` of 0-d tensors).

    ``parameters`` are those of the function around it: a tensor that a caller passes may be one of integers.
    """
    if instance(left) == TENSOR_CLASS and isinstance(node.operator, cst.FloorDivide):
        return True
    if isinstance(node.operator, _BITWISE) and {instance(left), instance(right)} & NUMBERS:
        # Paddle's bitwise operators take tensors only.
        return TENSOR_CLASS in (instance(left), instance(right))
    if isinstance(node.operator, cst.Divide) and getattr(left, "dtype", "") == getattr(right, "dtype", "") == "bool":
        return True
    if isinstance(node.operator, cst.Divide | cst.Power) and _both_passed(node, left, right, parameters):
        # The quotient of two bools, and the gradient of a complex power.
        return True
    for side, value, other in ((node.left, left, right), (node.right, right, left)):
        passed = instance(value) == TENSOR_CLASS and not value.dtype and _base_name(side) in parameters  # type: ignore[attr-defined]
        if passed and isinstance(other, Inst) and "float" in other.dtype:
            return True
    if {getattr(left, "dtype", ""), getattr(right, "dtype", "")} & _SMALL:
        return True
    if needs_promotion(left, right) or _multiplies_mask(node, left, right) or _combines_labels(node, left, right):
        return True
    return _combines_integers(node, left, right) or _adds_masks(node, left, right)


def compares_dtypes(
    operator: cst.BaseCompOp, sides: Sequence[cst.BaseExpression], values: Sequence[Value], parameters: Collection[str]
) -> bool:
    """Whether Paddle may refuse to compare two tensors, since it promotes only floating ones.

    Their dtypes are known and differ, or it is asked whether they are equal, and they are two parameters of a function
    (``preds == target``), or one is of integers or bools and nothing is known of the other.
    """
    dtypes = {o.dtype if isinstance(o, Inst) and o.cls == TENSOR_CLASS else None for o in values}
    if isinstance(operator, cst.Equal | cst.NotEqual) and None not in dtypes and "scalars" in dtypes:
        return True
    if isinstance(operator, cst.Equal | cst.NotEqual) and None not in dtypes and "" in dtypes:
        names = all(isinstance(side, cst.Name) and side.value in parameters for side in sides)
        return names if dtypes == {""} else not any("float" in (dtype or "") for dtype in dtypes)
    kinds = {"float" if dtype and "float" in dtype else dtype for dtype in dtypes}
    return len(kinds) == 2 and not kinds & {None, ""}


def looks_into_tensor(node: cst.Comparison, container: Value) -> bool:
    """Whether ``element in container`` asks a tensor, whose rows Paddle would compare one by one.

    Beside tensors these are ids of texts (a wrong guess only costs a helper). Its helper takes the container first, so
    both sides must be plain enough to be evaluated in another order.
    """
    target = node.comparisons[0]
    if len(node.comparisons) > 1 or not isinstance(target.operator, cst.In | cst.NotIn):
        return False
    ids = container is UNKNOWN and isinstance(target.comparator, cst.Name) and target.comparator.value == "input_ids"
    return (ids or container == TENSOR or getattr(container, "dtype", "") != "") and all(
        isinstance(side, cst.BaseNumber) or _is_path(side) for side in (node.left, target.comparator)
    )


def _is_path(node: cst.BaseExpression) -> bool:
    while isinstance(node, cst.Attribute):
        node = node.value
    return isinstance(node, cst.Name)


def _combines_integers(node: cst.BinaryOperation, left: Value, right: Value) -> bool:
    """Whether one side is a tensor of integers, and the other, of which nothing is known, may well be a tensor too.

    It is what a method or function gives, or a part of something, or integers are taken from it, or it is divided by
    them: numbers are rarely that (``positions + offset``), and a wrong guess only costs a helper.
    """
    for side, value, other in ((node.left, left, right), (node.right, right, left)):
        if value is UNKNOWN and isinstance(other, Inst) and other.cls == TENSOR_CLASS and "int" in other.dtype:
            taken = side is node.left and isinstance(node.operator, cst.Subtract | cst.Divide)
            return (taken and isinstance(side, cst.Name)) or _is_made(side)
    return False


def _is_made(node: cst.BaseExpression) -> bool:
    """Whether an expression is a method's result or a part of something by slices: ``pos.abs()``, ``x[:, None]``."""
    if isinstance(node, cst.UnaryOperation):
        return _is_made(node.expression)
    if isinstance(node, cst.Subscript):
        return len(node.slice) > 1 or isinstance(node.slice[0].slice, cst.Slice)
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute)


def _combines_labels(node: cst.BinaryOperation, left: Value, right: Value) -> bool:
    """Whether one of two tensors is called a target or label, and may be of another dtype than the other."""
    known = [v in (TENSOR, WEAK_TENSOR) for v in (left, right)]
    names = [_base_name(side) for side in (node.left, node.right)]
    if all(known):
        return any(_LABELS.search(name) or _COUNTS.search(name) for name in names)
    return any(known) and UNKNOWN in (left, right) and any(map(_LABELS.search, names))


def of_counts(node: cst.BinaryOperation, found: Value) -> Value:
    """What an operator gives: numbers of things stay some, be they integers or floats (``tp + fn``)."""
    counts = found == TENSOR and all(_COUNTS.search(_base_name(side)) for side in (node.left, node.right))
    return tensor("scalars") if counts and isinstance(node.operator, cst.Add | cst.Subtract) else found


#: Methods that give what their receiver holds, in another shape.
_SHAPES = frozenset(
    "view reshape permute transpose unsqueeze squeeze expand flatten unflatten contiguous clone repeat".split()
)


def is_part_of(node: cst.BaseExpression, names: Collection[str]) -> bool:
    """Whether an expression is one of these names, a part of it, or that in another shape: ``target[order]``."""
    while True:
        if isinstance(node, cst.Name):
            return node.value in names
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value in _SHAPES:
            node = node.func.value
        elif isinstance(node, cst.Subscript):
            node = node.value
        else:
            return False


def _both_passed(node: cst.BinaryOperation, left: Value, right: Value, parameters: Collection[str]) -> bool:
    """Whether both sides are parameters as they were passed, tensors of a dtype that only the caller knows."""
    names = all(isinstance(side, cst.Name) and side.value in parameters for side in (node.left, node.right))
    return names and all(isinstance(v, Inst) and v.cls == TENSOR_CLASS and not v.dtype for v in (left, right))


def _multiplies_mask(node: cst.BinaryOperation, left: Value, right: Value) -> bool:
    """Whether a factor is called a mask, and so may be one of integers, or is a comparison of values of unknown type.

    A wrong guess only costs a helper.
    """
    if not isinstance(node.operator, cst.Multiply):
        return False
    masks = [
        (isinstance(side, cst.Comparison) or "mask" in _base_name(side)) and (v is UNKNOWN or v == TENSOR)
        for side, v in ((node.left, left), (node.right, right))
    ]
    tensors = [v is UNKNOWN or instance(v) == TENSOR_CLASS for v in (left, right)]
    return any(masks) and all(tensors) and TENSOR_CLASS in (instance(left), instance(right))


def _adds_masks(node: cst.BinaryOperation, left: Value, right: Value) -> bool:
    """Whether two masks are added: one that is made for the scores, one of integers that says what is padding."""
    if not isinstance(node.operator, cst.Add | cst.Subtract):
        return False
    values = (left, right)
    masks = ["mask" in _base_name(side) for side in (node.left, node.right)]
    return (
        all(masks)
        and all(v is UNKNOWN or instance(v) == TENSOR_CLASS for v in values)
        and TENSOR_CLASS in map(instance, values)
    )


def _base_name(node: cst.BaseExpression) -> str:
    """The name that an expression is built on: ``mask`` of ``mask[:, None].to(x)``, ``2 * mask`` and ``self.mask``."""
    while True:
        if isinstance(node, cst.Attribute) and isinstance(node.value, cst.Name) and node.value.value == "self":
            return node.attr.value
        if isinstance(node, cst.Call):
            node = node.func
        elif isinstance(node, cst.Subscript | cst.Attribute):
            node = node.value
        elif isinstance(node, cst.UnaryOperation):
            node = node.expression
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.right, cst.BaseNumber):
            node = node.left
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.left, cst.BaseNumber):
            node = node.right
        else:
            return node.value if isinstance(node, cst.Name) else ""


def needs_promotion(left: Value, right: Value) -> bool:
    """Whether two operands are tensors whose dtypes Paddle refuses to combine.

    It does so unless they are equal or both floating. A bool or integer tensor beside one of unknown dtype may be
    such a pair.
    """
    dtypes = [o.dtype if isinstance(o, Inst) and o.cls == TENSOR_CLASS else None for o in (left, right)]
    if None in dtypes:
        other = right if dtypes[0] is not None else left
        return "bool" in dtypes and (other is UNKNOWN or (isinstance(other, Union) and UNKNOWN in other.options))
    kinds = {"float" if "float" in (d or "") else d for d in dtypes}
    return len(kinds) == 2 and kinds != {"", "float"}


def possible_operand(value: Value) -> Value:
    """What stands beside an operator: not None, where that is one of the possibilities."""
    if isinstance(value, Union) and NONE in value.options:
        return join_all(option for option in value.options if option != NONE)
    return value


def indexes_by_list(base: Value, index: Value, written: cst.BaseExpression) -> bool:
    """Whether an index may be a list of tensors, which torch takes for a tuple and Paddle for one tensor.

    Of a list that is ``written`` in the brackets, beside a receiver of unknown type, the items must be known tensors:
    such lists are names of columns elsewhere.
    """
    if instance(index) != "builtins.list" or not (base is UNKNOWN or instance(base) == TENSOR_CLASS):
        return False
    listed = element_type(index)
    if TENSOR_CLASS in {instance(option) for option in options(listed)}:
        return True
    return listed is UNKNOWN and (base is not UNKNOWN or not isinstance(written, cst.List))


def binary_result(left: Value, right: Value, operator: cst.BaseBinaryOp | cst.BaseAugOp) -> Value:
    """The type of ``left <op> right``."""
    left, right = as_number(left), as_number(right)
    classes = {instance(left), instance(right)}
    if TENSOR_CLASS in classes:
        return _tensor_result(left, right, operator)
    if "foreign" in classes:
        # `x * math.sqrt(d)` is a tensor if x is one.
        return FOREIGN if classes <= _KNOWN_BESIDE_FOREIGN else UNKNOWN
    if classes <= NUMBERS:
        if "builtins.complex" in classes:
            return Inst("builtins.complex")
        if isinstance(operator, cst.Divide | cst.DivideAssign) or "builtins.float" in classes:
            return FLOAT
        return INT
    if "builtins.str" in classes:
        return STR
    if isinstance(operator, cst.Add) and instance(left) == instance(right) == "builtins.tuple":
        return Inst("builtins.tuple", left.args + right.args)  # type: ignore[attr-defined]
    if isinstance(operator, cst.Add) and instance(left) == instance(right) == "builtins.list":
        return join(without_const(left), without_const(right))
    return UNKNOWN


def operation_result(node: cst.BinaryOperation, left: Value, right: Value) -> Value:
    """The type of a binary operation. A product of masks counts what is masked, and may be one of integers."""
    result = binary_result(left, right, node.operator)
    masks = isinstance(node.operator, cst.Multiply) and result in (TENSOR, WEAK_TENSOR)
    return tensor("scalars") if masks and all("mask" in _base_name(x) for x in (node.left, node.right)) else result


def _mixed(dtypes: set[str], operator: cst.BaseBinaryOp | cst.BaseAugOp) -> str:
    """What two tensors of different dtypes give, none of them floating as far as is known.

    Integers or bools stay what they are, or become floats beside some. A mask times something is what that is.
    """
    if any("complex" in dtype for dtype in dtypes) or dtypes <= {"", "bool"} and not isinstance(operator, _BIT_BY_BIT):
        return ""
    return "scalars"


def _tensor_result(left: Value, right: Value, operator: cst.BaseBinaryOp | cst.BaseAugOp) -> Value:
    """A number, a tensor, or something unknown beside a tensor: torch's operators give a tensor."""
    one, other = (left, right) if instance(left) == TENSOR_CLASS else (right, left)
    if not (other is UNKNOWN or instance(other) in NUMBERS or instance(other) == TENSOR_CLASS):
        return UNKNOWN
    dtype = one.dtype if isinstance(one, Inst) else ""
    if isinstance(operator, cst.Divide | cst.DivideAssign) and dtype and "float" not in dtype:
        # Integers divide to floats, whatever the other side is.
        return tensor("float")
    if not isinstance(other, Inst):
        # Integers beside something unknown stay integers or become floats.
        return tensor("float" if "float" in dtype else "" if dtype in ("", "bool") else "scalars")
    if other.cls == TENSOR_CLASS:
        if "float" in dtype or "float" in other.dtype:
            return tensor(dtype if dtype == other.dtype else "float")
        return tensor(dtype if dtype == other.dtype else _mixed({dtype, other.dtype}, operator))
    if dtype == "bool" and other.cls == "builtins.int":
        return tensor("int64")
    return tensor("float" if dtype and "float" not in dtype and other.cls == "builtins.float" else dtype)
