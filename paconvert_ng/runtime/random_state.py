"""States of generators as byte tensors, as torch gives them: they can be compared, saved and loaded."""

from __future__ import annotations

from typing import Any

import numpy as np
import paddle

from .init_generator import _default_generator


def state_as_tensor(state: Any) -> paddle.Tensor:
    """The bytes of a state of one of Paddle's generators: uint8, on the CPU."""
    device, seed, offset, text = state.__getstate__()
    numbers = [device % 2**64, seed, offset, *(int(word) for word in bytes(text).split())]
    return paddle.to_tensor(np.array(numbers, dtype="uint64").view("uint8"), place="cpu")


def state_of_tensor(tensor: paddle.Tensor, like: Any) -> Any:
    """The state in such bytes; ``like`` is any state of the kind.

    Raises TypeError for anything but a byte tensor, and RuntimeError for bytes of another framework's generator.
    """
    if not isinstance(tensor, paddle.Tensor) or tensor.dtype != paddle.uint8:
        raise TypeError(f"RNG state must be a torch.ByteTensor, but got {getattr(tensor, 'dtype', type(tensor))}")
    words = len(bytes(like.__getstate__()[3]).split())
    if tensor.size != 8 * (3 + words):
        raise RuntimeError(f"RNG state is wrong size: {tensor.size} bytes are no state of one of Paddle's generators")
    device, seed, offset, *numbers = np.ascontiguousarray(tensor.numpy()).view("uint64").tolist()
    text = " ".join(map(str, numbers))
    kind: Any = type(like)
    state = kind.__new__(kind)
    state.__setstate__((device - 2**64 if device >= 2**63 else device, seed, offset, list(text.encode())))
    return state


def torch_get_rng_state() -> paddle.Tensor:
    """torch.get_rng_state: of the generator that random functions use (``paddle.get_rng_state`` gives objects)."""
    return state_as_tensor(_default_generator().get_state())


def torch_set_rng_state(new_state: paddle.Tensor) -> None:
    """torch.set_rng_state, for what ``torch_get_rng_state`` gave."""
    generator = _default_generator()
    generator.set_state(state_of_tensor(new_state, generator.get_state()))
