"""torch.autograd.functional: derivatives of functions. ``vectorize`` and the strategies change no result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .autograd_engine import autograd_grad


def functional_jacobian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
) -> Any:
    """torch.autograd.functional.jacobian: for each output and input a tensor of shape output + input."""
    with paddle.enable_grad():
        sources, outputs, is_many = _evaluated(func, inputs, create_graph)
        rows = [_rows(output, sources, create_graph, strict) for output in outputs]
    result = tuple(_unpacked(_finished(row, create_graph), isinstance(inputs, tuple)) for row in rows)
    return result if is_many else result[0]


def functional_hessian(
    func: Callable[..., Any],
    inputs: Any,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
) -> Any:
    """torch.autograd.functional.hessian of a function with one element as output."""

    def gradient(*sources: paddle.Tensor) -> Any:
        return functional_jacobian(lambda *args: _single(func(*args), "hessian"), sources, create_graph=True)

    packed = inputs if isinstance(inputs, tuple) else (inputs,)
    rows = functional_jacobian(gradient, packed, create_graph, strict)
    return rows if isinstance(inputs, tuple) else rows[0][0]


def functional_vjp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> Any:
    """torch.autograd.functional.vjp: (outputs, v · jacobian)."""
    with paddle.enable_grad():
        sources, outputs, is_many = _evaluated(func, inputs, create_graph)
        if v is None and (len(outputs) != 1 or outputs[0].size != 1):
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single Tensor with a single "
                "element."
            )
        found = _gradients(outputs, sources, _listed(v), create_graph, strict)
    result = _unpacked(_finished(found, create_graph), isinstance(inputs, tuple))
    return _unpacked(_finished(outputs, create_graph), is_many), result


def functional_jvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> Any:
    """torch.autograd.functional.jvp: (outputs, jacobian · v). One backward for each element of the outputs."""
    with paddle.enable_grad():
        sources, outputs, is_many = _evaluated(func, inputs, create_graph)
        if v is None and (len(sources) != 1 or sources[0].size != 1):
            raise RuntimeError(
                "The vector v can only be None if the input to the user-provided function is a single Tensor with a "
                "single element."
            )
        vectors = _listed(v) or [paddle.ones_like(sources[0])]
        found = []
        for output in outputs:
            parts = zip(_rows(output, sources, create_graph, strict), vectors, strict=True)
            products = [(part * vector).sum(axis=list(range(output.ndim, part.ndim))) for part, vector in parts]
            found.append(sum(products[1:], products[0]))
    return _unpacked(_finished(outputs, create_graph), is_many), _unpacked(_finished(found, create_graph), is_many)


def functional_vhp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> Any:
    """torch.autograd.functional.vhp: (output, v · hessian)."""
    with paddle.enable_grad():
        sources, outputs, _ = _evaluated(lambda *args: _single(func(*args), "vhp"), inputs, create_graph)
        slopes = _gradients(outputs, sources, None, True, strict)
        vectors = _listed(v) or [paddle.ones_like(sources[0])]
        found = _gradients(slopes, sources, vectors, create_graph, strict)
    result = _unpacked(_finished(found, create_graph), isinstance(inputs, tuple))
    return _finished(outputs, create_graph)[0], result


def functional_hvp(
    func: Callable[..., Any], inputs: Any, v: Any = None, create_graph: bool = False, strict: bool = False
) -> Any:
    """torch.autograd.functional.hvp: (output, hessian · v); the hessian is symmetric."""
    return functional_vhp(func, inputs, v, create_graph, strict)


def _evaluated(func: Callable[..., Any], inputs: Any, create_graph: bool) -> tuple[list[Any], list[Any], bool]:
    """The inputs as tensors of this derivative, the outputs, and whether these are several."""
    sources = []
    for value in _listed(inputs):
        source = value.clone() if create_graph and not value.stop_gradient else value.detach().clone()
        source.stop_gradient = False
        sources.append(source)
    outputs = func(*sources)
    return sources, _listed(outputs), isinstance(outputs, tuple)


def _rows(output: Any, sources: list[Any], create_graph: bool, strict: bool) -> list[Any]:
    """The jacobians of one output with regard to the inputs."""
    columns: list[list[paddle.Tensor]] = [[] for _ in sources]
    basis = paddle.eye(max(int(output.size), 1), dtype=output.dtype)
    for index in range(int(output.size)):
        seed = basis[index].reshape(output.shape)
        found = _gradients([output], sources, [seed], create_graph, strict, retain=True)
        for column, gradient in zip(columns, found, strict=True):
            column.append(gradient)
    return [
        paddle.stack(column).reshape([*output.shape, *source.shape])
        for column, source in zip(columns, sources, strict=True)
    ]


def _gradients(
    outputs: list[Any], sources: list[Any], seeds: Any, create_graph: bool, strict: bool, retain: bool = False
) -> list[Any]:
    """Gradients of those outputs that have any, zeros where there is none (an error if ``strict``)."""
    pairs = [(o, None if not seeds else seeds[i]) for i, o in enumerate(outputs) if not o.stop_gradient]
    found: Any = [None] * len(sources)
    if pairs:
        found = autograd_grad(
            [output for output, _ in pairs],
            sources,
            [seed for _, seed in pairs],
            retain_graph=retain or create_graph,
            create_graph=create_graph,
            allow_unused=True,
        )
    if strict and any(gradient is None for gradient in found):
        raise RuntimeError("Output of the user-provided function is independent of an input, in strict mode.")
    return [paddle.zeros_like(s) if g is None else g for g, s in zip(found, sources, strict=True)]


def _single(output: Any, name: str) -> paddle.Tensor:
    if not isinstance(output, paddle.Tensor):
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if output.size != 1:
        raise RuntimeError(f"The Tensor returned by the function given to {name} should contain a single element")
    return output.sum()


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, (tuple, list)) else [value]


def _finished(tensors: list[Any], create_graph: bool) -> list[Any]:
    return tensors if create_graph else [tensor.detach() for tensor in tensors]


def _unpacked(tensors: list[Any], is_many: bool) -> Any:
    return tuple(tensors) if is_many else tensors[0]
