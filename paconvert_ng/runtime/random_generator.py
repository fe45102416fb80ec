"""Seeds, generators and their states."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import paddle

from .init_generator import _default_generator


class Generator:
    """torch.Generator: a source of random numbers with a state of its own.

    ``paddle.Generator()`` is the default generator itself: seeding it seeds everything. Only helpers draw from
    another one (``init_generator.drawn_from``). States are Paddle's objects.
    """

    def __init__(self, device: Any = None) -> None:
        self.device = paddle.device(str(device)) if device is not None else paddle.device("cpu")
        self._source = paddle.framework.core.Generator()
        self.manual_seed(67280421310721)

    def manual_seed(self, seed: int) -> Generator:
        """Start the sequence of ``seed``; the generator itself is returned."""
        self._seed = seed
        self._source.manual_seed(seed % 2**64)
        return self

    def seed(self) -> int:
        """Start a sequence that differs from run to run, and return its seed."""
        seed = int.from_bytes(os.urandom(8), "little") >> 1
        self.manual_seed(seed)
        return seed

    def initial_seed(self) -> int:
        """The seed that the sequence started from."""
        return self._seed

    def get_state(self) -> Any:
        """The state, for ``set_state``."""
        return self._source.get_state()

    def set_state(self, new_state: Any) -> None:
        """Go on from a state that ``get_state`` gave."""
        self._source.set_state(new_state)

    def clone_state(self) -> Generator:
        """A generator that goes on from the same state."""
        clone = Generator(self.device)
        clone.set_state(self.get_state())
        return clone


def torch_seed() -> int:
    """torch.seed: seed the default generators with a number that differs from run to run, and return it."""
    seed = int.from_bytes(os.urandom(8), "little") >> 1
    paddle.seed(seed)
    return seed


def torch_initial_seed() -> int:
    """torch.initial_seed: the seed of the default generator of the current device."""
    return _default_generator().initial_seed()


@contextlib.contextmanager
def fork_rng(
    devices: Any = None,
    enabled: bool = True,
    _caller: str = "fork_rng",
    _devices_kw: str = "devices",
    device_type: Any = None,
) -> Iterator[None]:
    """torch.random.fork_rng: what the block draws leaves the random state as it was before."""
    if not enabled:
        yield
        return
    state = paddle.get_rng_state()
    cpu = paddle.get_rng_state("cpu")
    try:
        yield
    finally:
        paddle.set_rng_state(state)
        paddle.set_rng_state(cpu, "cpu")
