"""Random draws from a generator of the caller's."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import paddle


@contextlib.contextmanager
def drawn_from(generator: Any) -> Iterator[None]:
    """Let Paddle's random functions draw from ``generator`` in the block; from the default one for None.

    Paddle's functions know no generator but the default one, so its state is exchanged for the generator's, and
    back at the end; the generator goes on where the block left it.
    """
    default = _default_generator()
    source = getattr(generator, "_source", generator)
    if source is None or source is default:
        yield
        return
    kept = default.get_state()
    default.set_state(source.get_state())
    try:
        yield
    finally:
        source.set_state(default.get_state())
        default.set_state(kept)


def _default_generator() -> Any:
    """The generator that random functions use on the current device."""
    name, _, number = paddle.get_device().partition(":")
    if name == "gpu":
        return paddle.framework.core.default_cuda_generator(int(number))
    return paddle.framework.core.default_cpu_generator()
