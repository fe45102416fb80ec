"""torch.autograd.Function on top of Paddle's PyLayer."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import paddle


class FunctionCtx:
    """The ``ctx`` of a Function: what forward leaves for backward.

    ``needs_input_grad`` has one entry for each argument of forward, True for tensors that require grad.
    """

    def __init__(self, needs_input_grad: tuple[bool, ...] = ()) -> None:
        self.needs_input_grad = needs_input_grad
        self._saved: Callable[[], Any] | None = None
        self._to_save: tuple[Any, ...] = ()
        self._dirty: tuple[Any, ...] = ()
        self._non_differentiable: tuple[Any, ...] = ()
        self._materialize_grads = True

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """What was given to ``save_for_backward``."""
        return self._to_save if self._saved is None else tuple(self._saved() or ())

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors (or None) for ``saved_tensors`` in backward."""
        self._to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Tensors for forward-mode differentiation, which Paddle has not; they are not needed."""

    def mark_dirty(self, *tensors: paddle.Tensor) -> None:
        """Name the inputs that forward changes in place."""
        self._dirty = tensors

    def mark_non_differentiable(self, *tensors: paddle.Tensor) -> None:
        """Name the outputs that have no gradient."""
        self._non_differentiable = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether backward gets zeros (True, the default) or None for an output that had no gradient."""
        self._materialize_grads = value


class Function:
    """torch.autograd.Function: static ``forward`` and ``backward``, called through ``apply``.

    Paddle's PyLayer wants gradients for the tensor arguments only, follows tensors inside lists, calls
    ``saved_tensor()``, has no ``needs_input_grad``, takes an output that shares an input's memory for an
    in-place change, and accepts gradients of a wrong shape. Both of torch's styles work: ``forward(ctx, *args)``
    and ``forward(*args)`` with ``setup_context(ctx, inputs, output)``.
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Any) -> Any:
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom autograd.Function to use it with "
            "backward mode AD."
        )

    @classmethod
    def apply(cls, *args: Any, **kwargs: Any) -> Any:
        """Run ``forward`` and record ``backward`` (or ``vjp``) for its tensors."""
        ctx = FunctionCtx(tuple(isinstance(arg, paddle.Tensor) and not arg.stop_gradient for arg in args))
        indices = [index for index, arg in enumerate(args) if isinstance(arg, paddle.Tensor)]

        def run(*tensors: paddle.Tensor) -> Any:
            inputs = list(args)
            for index, tensor in zip(indices, tensors, strict=True):
                inputs[index] = tensor
            if cls.setup_context is Function.setup_context:
                return cls.forward(ctx, *inputs, **kwargs)
            output = cls.forward(*inputs, **kwargs)
            cls.setup_context(ctx, tuple(inputs), output)
            return output

        if not any(ctx.needs_input_grad) or not paddle.is_grad_enabled():
            with paddle.no_grad():
                return run(*(args[index] for index in indices))
        gradient_of = cls.backward if cls.backward is not Function.backward else getattr(cls, "vjp", cls.backward)
        backward = functools.partial(_input_gradients, gradient_of, ctx, indices, args)
        return _FunctionNode.apply(run, backward, ctx, *(args[index] for index in indices))


class _FunctionNode(paddle.autograd.PyLayer):
    """The PyLayer that every Function runs in; it sees tensors only."""

    @staticmethod
    def forward(
        ctx: Any, run: Callable[..., Any], backward: Callable[..., Any], user_ctx: FunctionCtx, *tensors: paddle.Tensor
    ) -> Any:
        outputs = run(*tensors)
        dirty = {id(tensor) for tensor in user_ctx._dirty}
        replaced: dict[int, Any] = {}

        def own_memory(output: Any) -> Any:
            if not isinstance(output, paddle.Tensor) or id(output) in dirty:
                return output
            if any(output is tensor or output._is_shared_buffer_with(tensor) for tensor in tensors):
                replaced[id(output)] = output = output.detach().clone()
            return output

        if isinstance(outputs, (tuple, list)):
            outputs = tuple(own_memory(output) for output in outputs)
        else:
            outputs = own_memory(outputs)
        constant = [replaced.get(id(tensor), tensor) for tensor in user_ctx._non_differentiable]
        listed = outputs if isinstance(outputs, tuple) else (outputs,)
        for output in listed:
            if isinstance(output, paddle.Tensor) and not (output.is_floating_point() or output.is_complex()):
                constant.append(output)
        ctx.is_tensor = [isinstance(output, paddle.Tensor) for output in listed]
        ctx.mark_non_differentiable(*constant)
        ctx.set_materialize_grads(user_ctx._materialize_grads)
        ctx.save_for_backward(*user_ctx._to_save)
        user_ctx._to_save = ()
        ctx.call_backward = backward
        ctx.user_ctx = user_ctx
        return outputs

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        ctx.user_ctx._saved = ctx.saved_tensor
        given = iter(grad_outputs)
        try:
            return ctx.call_backward(tuple(next(given) if is_tensor else None for is_tensor in ctx.is_tensor))
        finally:
            ctx.user_ctx._saved = None  # else ctx and user_ctx would keep each other alive


def _input_gradients(
    backward: Callable[..., Any], ctx: FunctionCtx, indices: list[int], args: tuple[Any, ...], grad_outputs: Any
) -> Any:
    """Call the user's backward; the gradients of the tensor arguments, in the arguments' shape and dtype."""
    gradients = backward(ctx, *grad_outputs)
    if not isinstance(gradients, (tuple, list)):
        gradients = (gradients,)
    gradients = tuple(gradients)
    if len(gradients) < len(args) or any(gradient is not None for gradient in gradients[len(args) :]):
        raise RuntimeError(
            f"function {backward.__qualname__} returned an incorrect number of gradients "
            f"(expected {len(args)}, got {len(gradients)})"
        )
    fitted = tuple(_fit(gradients[index], args[index]) for index in indices)
    return fitted[0] if len(fitted) == 1 else fitted


def _fit(gradient: Any, tensor: paddle.Tensor) -> Any:
    """``gradient`` summed to the shape of ``tensor`` and in its dtype; zeros for a missing one that is needed."""
    if gradient is None:
        return None if tensor.stop_gradient else paddle.zeros_like(tensor)
    if list(gradient.shape) != list(tensor.shape):
        if paddle.broadcast_shape(list(tensor.shape), list(gradient.shape)) != list(gradient.shape):
            raise RuntimeError(
                f"returned an invalid gradient: got {list(gradient.shape)} but expected shape compatible with "
                f"{list(tensor.shape)}"
            )
        extra = len(gradient.shape) - len(tensor.shape)
        if extra:
            gradient = gradient.sum(axis=list(range(extra)))
        axes = [axis for axis, size in enumerate(tensor.shape) if size == 1 and gradient.shape[axis] != 1]
        if axes:
            gradient = gradient.sum(axis=axes, keepdim=True)
    return gradient if gradient.dtype == tensor.dtype else gradient.astype(tensor.dtype)


def once_differentiable(fn: Callable[..., Any]) -> Callable[..., Any]:
    """torch.autograd.function.once_differentiable: backward runs without recording, so has no second derivative."""

    @functools.wraps(fn)
    def without_graph(ctx: Any, *args: Any) -> Any:
        with paddle.no_grad():
            return fn(ctx, *args)

    return without_graph
