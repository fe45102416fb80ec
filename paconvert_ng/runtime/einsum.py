"""``torch.einsum`` in every form, for integers and complex numbers, too."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Any

import paddle

from .promotion import dtype_category, promote


def torch_einsum(*args: Any) -> paddle.Tensor:
    """torch.einsum, with the operands in a list, or with index lists instead of an equation, too.

    Paddle's takes no integers, keeps every dimension under an ellipsis, takes small letters and capitals for the
    same, and the gradient of a single complex operand is the conjugate of the right one.
    """
    equation, *operands = args
    if not isinstance(equation, str):
        equation, operands = _equation_of_lists(args)
    if len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = list(operands[0])
    category = min(dtype_category(operand.dtype) for operand in operands)
    equation = _in_one_case(equation.replace(" ", ""))
    terms, arrow, result = equation.partition("->")
    sums_ellipsis = bool(arrow) and "..." in terms and "..." not in result
    if category < 2 or sums_ellipsis or (category == 3 and len(operands) == 1):
        return _contracted(terms.split(","), result if arrow else None, operands)
    return paddle.einsum(equation, *operands)


def _in_one_case(equation: str) -> str:
    """The equation in small letters, in the same order (that of the result, if it is not given)."""
    letters = sorted({letter for letter in equation if letter.isalpha()})
    if equation.islower() or len(letters) > 26:
        return equation
    return equation.translate({ord(old): new for old, new in zip(letters, "abcdefghijklmnopqrstuvwxyz")})


def _equation_of_lists(args: tuple[Any, ...]) -> tuple[str, list[Any]]:
    """The equation for einsum(operand, indices, operand, indices, ..., [result indices])."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def term(indices: Any) -> str:
        return "".join("..." if index is Ellipsis else letters[index] for index in indices)

    pairs = len(args) // 2
    left = ",".join(term(args[2 * i + 1]) for i in range(pairs))
    equation = f"{left}->{term(args[-1])}" if len(args) % 2 else left
    return equation, [args[2 * i] for i in range(pairs)]


def _contracted(terms: list[str], result: str | None, operands: list[paddle.Tensor]) -> paddle.Tensor:
    """The sum of products, one operand after another, as products of batches of matrices."""
    covered = max(operand.ndim - len(term.replace("...", "")) for term, operand in zip(terms, operands))
    dots = [str(place) for place in range(covered)]
    labelled = []
    for term, operand in zip(terms, operands):
        before, ellipsis, after = term.partition("...")
        hidden = operand.ndim - len(before) - len(after)
        labels = [*before, *(dots[covered - hidden :] if ellipsis else []), *after]
        labelled.append(_diagonals(operand, labels))
    if result is None:
        joined = "".join(terms).replace("...", "")
        kept = dots + sorted(label for label in set(joined) if joined.count(label) == 1)
    else:
        before, ellipsis, after = result.partition("...")
        kept = [*before, *(dots if ellipsis else []), *after]
    value, labels = labelled[0]
    for place, (other, other_labels) in enumerate(labelled[1:], 1):
        later = {*kept, *(label for _, rest in labelled[place + 1 :] for label in rest)}
        value, labels = _product(value, labels, other, other_labels, later)
    value, labels = _without(value, labels, kept)
    return value.transpose([labels.index(label) for label in kept]) if kept else value


def _diagonals(operand: paddle.Tensor, labels: list[str]) -> tuple[paddle.Tensor, list[str]]:
    """An operand whose labels differ: where one comes twice, the diagonal is taken."""
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            operand = paddle.diagonal(operand, axis1=first, axis2=second)
            labels = [*labels[:first], *labels[first + 1 : second], *labels[second + 1 :], label]
    return operand, labels


def _without(value: paddle.Tensor, labels: list[str], kept: Collection[str]) -> tuple[paddle.Tensor, list[str]]:
    """The value without the dimensions that are not kept."""
    gone = [axis for axis, label in enumerate(labels) if label not in kept]
    if not gone:
        return value, labels
    return paddle.sum(value, axis=gone), [label for label in labels if label in kept]


def _product(
    left: paddle.Tensor, left_labels: list[str], right: paddle.Tensor, right_labels: list[str], later: Collection[str]
) -> tuple[paddle.Tensor, list[str]]:
    """The product of two operands, summed over the labels that nothing needs later."""
    left, left_labels = _without(left, left_labels, {*later, *right_labels})
    right, right_labels = _without(right, right_labels, {*later, *left_labels})
    # The sum of int32 is int64.
    left, right = promote(left, right)
    shared = [label for label in left_labels if label in right_labels]
    batch = [label for label in shared if label in later]
    summed = [label for label in shared if label not in later]
    rows = [label for label in left_labels if label not in shared]
    columns = [label for label in right_labels if label not in shared]
    sizes: dict[str, int] = {}
    for value, labels in ((left, left_labels), (right, right_labels)):
        for label, size in zip(labels, value.shape):
            sizes[label] = size if sizes.get(label, 1) == 1 else sizes[label]

    def matrices(value: paddle.Tensor, labels: list[str], first: list[str], second: list[str]) -> paddle.Tensor:
        order = [*batch, *first, *second]
        ordered = value.transpose([labels.index(label) for label in order]) if order else value
        ordered = ordered.expand([sizes[label] for label in order])
        groups = (first, second)
        return ordered.reshape(lengths(batch) + [math.prod(lengths(group)) for group in groups])

    def lengths(labels: list[str]) -> list[int]:
        return [sizes[label] for label in labels]

    product = paddle.matmul(matrices(left, left_labels, rows, summed), matrices(right, right_labels, summed, columns))
    return product.reshape(lengths(batch) + lengths(rows) + lengths(columns)), [*batch, *rows, *columns]
