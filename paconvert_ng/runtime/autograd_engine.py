"""torch.autograd.grad, backward and Variable."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

import paddle


def autograd_grad(
    outputs: Any,
    inputs: Any,
    grad_outputs: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    only_inputs: bool = True,
    allow_unused: bool | None = None,
    is_grads_batched: bool = False,
    materialize_grads: bool = False,
) -> tuple[Any, ...]:
    """torch.autograd.grad: a tuple, where ``paddle.grad`` gives a list; has ``materialize_grads`` and refuses an
    output that is no scalar without a gradient of its own."""
    if not only_inputs:
        warnings.warn("only_inputs argument is deprecated and is ignored now (defaults to True).", stacklevel=2)
    if materialize_grads and allow_unused is False:
        raise ValueError("Expected allow_unused to be True or not passed when materialize_grads=True, but got False.")
    out = [outputs] if isinstance(outputs, paddle.Tensor) else list(outputs)
    sources = [inputs] if isinstance(inputs, paddle.Tensor) else list(inputs)
    given = _given_gradients(out, grad_outputs)
    if is_grads_batched:
        batch = next(gradient.shape[0] for gradient in given if gradient is not None)
        rows = [
            autograd_grad(
                out,
                sources,
                [None if gradient is None else gradient[index] for gradient in given],
                True if retain_graph is None and index < batch - 1 else retain_graph,
                create_graph,
                allow_unused=allow_unused,
                materialize_grads=materialize_grads,
            )
            for index in range(batch)
        ]
        return tuple(None if column[0] is None else paddle.stack(column) for column in zip(*rows, strict=True))
    gradients = paddle.grad(
        out,
        sources,
        grad_outputs=_seeds(out, given),
        retain_graph=create_graph if retain_graph is None else retain_graph,
        create_graph=create_graph,
        allow_unused=materialize_grads or bool(allow_unused),
    )
    if materialize_grads:
        gradients = [
            paddle.zeros_like(source) if gradient is None else gradient
            for gradient, source in zip(gradients, sources, strict=True)
        ]
    return tuple(gradients)


def autograd_backward(
    tensors: Any,
    grad_tensors: Any = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    grad_variables: Any = None,
    inputs: Any = None,
) -> None:
    """torch.autograd.backward; with ``inputs``, only their ``grad`` is added to.

    ``create_graph`` needs ``inputs``: Paddle's backward cannot record itself, its grad function can.
    """
    out = [tensors] if isinstance(tensors, paddle.Tensor) else list(tensors)
    given = _given_gradients(out, grad_tensors if grad_tensors is not None else grad_variables)
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None:
        if create_graph:
            raise NotImplementedError("backward(create_graph=True) without inputs has no counterpart in Paddle")
        for tensor in out:
            if tensor.stop_gradient:
                raise RuntimeError("element of tensors does not require grad and does not have a grad_fn")
        paddle.autograd.backward(out, _seeds(out, given), retain_graph=keep)
        return
    leaves = [inputs] if isinstance(inputs, paddle.Tensor) else list(inputs)
    if not leaves:
        raise RuntimeError("'inputs' argument to backward() cannot be empty.")
    gradients = paddle.grad(
        out, leaves, grad_outputs=_seeds(out, given), retain_graph=keep, create_graph=create_graph, allow_unused=True
    )
    for leaf, gradient in zip(leaves, gradients, strict=True):
        if gradient is not None:
            leaf.grad = gradient if leaf.grad is None else leaf.grad + gradient


def _given_gradients(outputs: list[paddle.Tensor], gradients: Any) -> list[Any]:
    """One gradient, or None, for each output."""
    if gradients is None:
        return [None] * len(outputs)
    listed = list(gradients) if isinstance(gradients, Iterable) and not isinstance(gradients, paddle.Tensor) else None
    listed = [gradients] if listed is None else listed
    if len(listed) != len(outputs):
        raise RuntimeError(f"got {len(outputs)} tensors and {len(listed)} gradients")
    return listed


def _seeds(outputs: list[paddle.Tensor], gradients: list[Any]) -> list[Any] | None:
    """The gradients to start from; Paddle takes ones for a missing one, torch only for a scalar."""
    for output, gradient in zip(outputs, gradients, strict=True):
        if gradient is None and output.size != 1:
            raise RuntimeError("grad can be implicitly created only for scalar outputs")
    return None if all(gradient is None for gradient in gradients) else gradients


def variable(data: Any = None, requires_grad: bool | None = None, volatile: bool | None = None) -> paddle.Tensor:
    """torch.autograd.Variable: a tensor on the same memory, apart from the graph, that requires grad if asked."""
    tensor = paddle.empty([0]) if data is None else data.detach()
    tensor.stop_gradient = not requires_grad
    return tensor
