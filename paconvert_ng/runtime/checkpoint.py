"""torch.utils.checkpoint: activations are computed again in the backward pass instead of being kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import paddle


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
