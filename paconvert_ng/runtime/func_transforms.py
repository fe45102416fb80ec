"""torch.func: derivatives of functions as functions, on ``paddle.grad``.

Forward-mode derivatives are computed by backward passes, one for each element of the output.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import paddle

from .func_graph import Evaluation, flat_output
from .pytree import tree_flatten


def func_grad(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """torch.func.grad: a function that gives the gradient of ``func``, which gives one number (0-d)."""

    @functools.wraps(func)
    def gradient(*args: Any, **kwargs: Any) -> Any:
        found, value = _grad_and_value(func, argnums, has_aux, args, kwargs)
        return (found, value[1]) if has_aux else found

    return gradient


def func_grad_and_value(func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False) -> Callable[..., Any]:
    """torch.func.grad_and_value: the gradient, and the value (with has_aux: the pair of value and aux)."""

    @functools.wraps(func)
    def both(*args: Any, **kwargs: Any) -> Any:
        return _grad_and_value(func, argnums, has_aux, args, kwargs)

    return both


def _grad_and_value(func: Callable[..., Any], argnums: Any, has_aux: bool, args: Any, kwargs: Any) -> tuple[Any, Any]:
    run = Evaluation(func, args, argnums, kwargs, has_aux)
    if not paddle.is_tensor(run.output):
        raise RuntimeError(f"Expected f(*args) to return a tensor, got type {type(run.output)}")
    if run.output.ndim != 0:
        raise RuntimeError(f"Expected f(*args) to return a scalar tensor, got tensor with {run.output.ndim} dims.")
    found = run.tree(run.gradients([run.output], [paddle.ones_like(run.output)], retain=run.graph))
    value = run.finished(run.output)
    return run.finished(found), ((value, run.finished(run.aux)) if has_aux else value)


def func_vjp(func: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """torch.func.vjp: the output, and a function from its cotangents to those of the inputs, a tuple."""
    run = Evaluation(func, primals, tuple(range(len(primals))), {}, has_aux)
    outputs, spec = flat_output(run.output)

    def pull_back(cotangents: Any, retain_graph: bool = True, create_graph: bool | None = None) -> Any:
        seeds, given = tree_flatten(cotangents)
        if given != spec:
            raise RuntimeError(f"Expected cotangents nested as the outputs are: {spec}, got {given}")
        outer = [seed for seed in seeds if not seed.stop_gradient]
        run.graph = run.graph or bool(outer and paddle.is_grad_enabled())
        return run.finished(run.tree(run.gradients(outputs, seeds, retain=retain_graph)))

    output = run.finished(run.output)
    return (output, pull_back, run.finished(run.aux)) if has_aux else (output, pull_back)


def _jacobians(run: Evaluation) -> list[list[paddle.Tensor]]:
    """For each tensor of the output, the jacobians for the inputs' tensors: shape of the output + of the input."""
    rows: list[list[paddle.Tensor]] = []
    for output in flat_output(run.output)[0]:
        basis = paddle.eye(int(output.size), dtype=output.dtype).reshape([int(output.size), *output.shape])
        columns: list[list[paddle.Tensor]] = [[] for _ in run.leaves]
        for index in range(int(output.size)):
            for column, one in zip(columns, run.gradients([output], [basis[index]])):
                column.append(one)
        rows.append(
            [
                paddle.stack(column).reshape([*output.shape, *leaf.shape])
                if column
                else paddle.zeros([*output.shape, *leaf.shape], dtype=leaf.dtype)
                for column, leaf in zip(columns, run.leaves)
            ]
        )
    return rows


def func_jacrev(
    func: Callable[..., Any],
    argnums: Any = 0,
    *,
    has_aux: bool = False,
    chunk_size: int | None = None,
    _preallocate_and_copy: bool = False,
) -> Callable[..., Any]:
    """torch.func.jacrev: for each output and input, the jacobian of shape output + input."""

    @functools.wraps(func)
    def jacobian(*args: Any, **kwargs: Any) -> Any:
        run = Evaluation(func, args, argnums, kwargs, has_aux)
        spec = flat_output(run.output)[1]
        found = run.finished(spec.unflatten([run.tree(row) for row in _jacobians(run)]))
        return (found, run.finished(run.aux)) if has_aux else found

    return jacobian


def func_jacfwd(
    func: Callable[..., Any], argnums: Any = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable[..., Any]:
    """torch.func.jacfwd: what jacrev gives, here by the same way."""
    return func_jacrev(func, argnums, has_aux=has_aux)


def func_hessian(func: Callable[..., Any], argnums: Any = 0) -> Callable[..., Any]:
    """torch.func.hessian: the jacobian of the jacobian."""
    return func_jacrev(func_jacrev(func, argnums), argnums)


def func_jvp(
    func: Callable[..., Any], primals: Any, tangents: Any, *, strict: bool = False, has_aux: bool = False
) -> Any:
    """torch.func.jvp: the output, and the derivative along ``tangents``: a backward pass for each of its elements."""
    if not (isinstance(primals, tuple) and isinstance(tangents, tuple)):
        raise RuntimeError(f"Expected tuples of primals and tangents, got {type(primals)} and {type(tangents)}")
    run = Evaluation(func, primals, tuple(range(len(primals))), {}, has_aux)
    directions, given = tree_flatten(tangents)
    if given != run.spec:
        raise RuntimeError(f"Expected tangents nested as the primals are: {run.spec}, got {given}")
    output = run.finished(run.output)
    found = flat_output(run.output)[1].unflatten(
        [_jvp_of(row, directions, output.ndim) for row, output in zip(_jacobians(run), flat_output(run.output)[0])]
    )
    return (output, run.finished(found), run.finished(run.aux)) if has_aux else (output, run.finished(found))


def _jvp_of(row: list[paddle.Tensor], directions: list[paddle.Tensor], rank: int) -> paddle.Tensor:
    parts = [(part * way).sum(axis=list(range(rank, part.ndim))) if part.ndim > rank else part * way
             for part, way in zip(row, directions)]  # fmt: skip
    return sum(parts[1:], parts[0])


def func_linearize(func: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """torch.func.linearize: the output, and a function of tangents that gives the derivative along them there."""
    run = Evaluation(func, primals, tuple(range(len(primals))), {}, False)
    outputs, spec = flat_output(run.output)
    rows = _jacobians(run)

    def push_forward(*tangents: Any) -> Any:
        directions, given = tree_flatten(tangents)
        if given != run.spec:
            raise RuntimeError(f"Expected tangents nested as the primals are: {run.spec}, got {given}")
        pairs = zip(rows, outputs)
        return run.finished(spec.unflatten([_jvp_of(row, directions, output.ndim) for row, output in pairs]))

    return run.finished(run.output), push_forward


def func_functionalize(func: Callable[..., Any], *, remove: str = "mutations") -> Callable[..., Any]:
    """torch.func.functionalize: how a function is traced; called, it gives what it gives."""
    return func


def func_debug_unwrap(tensor: paddle.Tensor, *, recurse: bool = True) -> paddle.Tensor:
    """torch.func.debug_unwrap: the tensor; transforms do not wrap any here."""
    return tensor
