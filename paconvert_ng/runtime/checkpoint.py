"""torch.utils.checkpoint: activations are computed again in the backward pass instead of being kept."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import paddle

from .device_cuda import cuda_get_rng_state, cuda_set_rng_state


def checkpoint(
    function: Callable[..., Any],
    *args: Any,
    use_reentrant: bool | None = None,
    context_fn: Callable[[], tuple[Any, Any]] | None = None,
    determinism_check: str = "default",
    debug: bool = False,
    early_stop: bool = True,
    **kwargs: Any,
) -> Any:
    """torch.utils.checkpoint.checkpoint.

    On a GPU Paddle's recompute serves it, in its form without a PyLayer: that one takes keyword
    arguments, outputs that are None, and inputs of which none requires a gradient. On CPU the
    function is simply called: results and gradients are the same, and Paddle's recompute would not
    draw the same random numbers again there.
    """
    preserve_rng_state = kwargs.pop("preserve_rng_state", True)
    if paddle.get_device() == "cpu" or not paddle.is_grad_enabled():
        return function(*args, **kwargs)
    return paddle.distributed.fleet.utils.recompute(
        function, *args, use_reentrant=False, preserve_rng_state=preserve_rng_state, **kwargs
    )


def _in_order(functions: Sequence[Callable[..., Any]]) -> Callable[[Any], Any]:
    def forward(input: Any) -> Any:
        for function in functions:
            input = function(input)
        return input

    return forward


def checkpoint_sequential(
    functions: Any, segments: int, input: Any, use_reentrant: bool | None = None, **kwargs: Any
) -> Any:
    """torch.utils.checkpoint.checkpoint_sequential: all but the last of ``segments`` parts are recomputed."""
    steps = list(functions.children()) if isinstance(functions, paddle.nn.Sequential) else list(functions)
    size = len(steps) // segments
    for part in range(segments - 1):
        input = checkpoint(_in_order(steps[part * size : (part + 1) * size]), input, **kwargs)
    return _in_order(steps[(segments - 1) * size :])(input)


def noop_context_fn() -> tuple[Any, Any]:
    """torch.utils.checkpoint.noop_context_fn: contexts that do nothing."""
    return contextlib.nullcontext(), contextlib.nullcontext()


def set_checkpoint_option(value: Any) -> Any:
    """torch.utils.checkpoint.set_checkpoint_early_stop and set_checkpoint_debug_enabled: they change no value."""
    return contextlib.nullcontext()


def detach_variable(inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    """torch.utils.checkpoint.detach_variable: the tensors apart from the graph, with requires_grad kept."""
    if not isinstance(inputs, tuple):
        raise RuntimeError(f"Only tuple of tensors is supported. Got Unsupported input type: {type(inputs).__name__}")
    detached = []
    for value in inputs:
        if isinstance(value, paddle.Tensor):
            tensor = value.detach()
            tensor.stop_gradient = value.stop_gradient
            value = tensor
        detached.append(value)
    return tuple(detached)


def check_backward_validity(inputs: Iterable[Any]) -> None:
    """torch.utils.checkpoint.check_backward_validity: warns if no input requires a gradient."""
    if all(value.stop_gradient for value in inputs if isinstance(value, paddle.Tensor)):
        warnings.warn("None of the inputs have requires_grad=True. Gradients will be None", stacklevel=2)


def get_device_states(*args: Any) -> tuple[list[int], list[paddle.Tensor]]:
    """torch.utils.checkpoint.get_device_states: the GPUs that the tensors are on, and their random states."""
    tensors = [arg for arg in args if isinstance(arg, paddle.Tensor) and arg.place.is_gpu_place()]
    devices = sorted({tensor.place.gpu_device_id() for tensor in tensors})
    return devices, [cuda_get_rng_state(device) for device in devices]


def set_device_states(devices: Iterable[int], states: Iterable[paddle.Tensor], *, device_type: Any = None) -> None:
    """torch.utils.checkpoint.set_device_states: puts the random states back."""
    for device, state in zip(devices, states, strict=True):
        cuda_set_rng_state(state, device)
