"""Seeds, generators and their states."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

import paddle

from .init_generator import _default_generator
from .older_paddle import new_device
from .random_state import state_as_tensor, state_of_tensor


class Generator:
    """torch.Generator: a source of random numbers with a state of its own.

    ``paddle.Generator()`` is the default generator itself: seeding it seeds everything. Only helpers draw from
    another one (``init_generator.drawn_from``).
    """

    def __init__(self, device: Any = None) -> None:
        self.device = new_device("cpu" if device is None else str(device))
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

    def get_state(self) -> paddle.Tensor:
        """The state, for ``set_state``: a byte tensor."""
        return state_as_tensor(self._source.get_state())

    def set_state(self, new_state: paddle.Tensor) -> Generator:
        """Go on from a state that ``get_state`` gave; the generator itself is returned."""
        self._source.set_state(state_of_tensor(new_state, self._source.get_state()))
        self._seed = self._source.initial_seed()
        return self

    def clone_state(self) -> Generator:
        """A generator that goes on from the same state."""
        return Generator(self.device).set_state(self.get_state())


def default_generator() -> Generator:
    """torch.default_generator: the one that random functions use if no other is given."""
    generator = Generator.__new__(Generator)
    generator.device = new_device("cpu")
    generator._source = _default_generator()
    generator._seed = generator._source.initial_seed()
    return generator


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
