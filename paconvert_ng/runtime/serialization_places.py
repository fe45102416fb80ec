"""Where the tensors of a checkpoint go: ``map_location``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle


class LoadedStorage:
    """The values of one storage of a file as a 1-D tensor; ``location`` is where it was when it was saved."""

    def __init__(self, tensor: paddle.Tensor, dtype: str, location: str) -> None:
        self.tensor = tensor
        self.dtype = dtype
        self.location = location

    def cpu(self) -> LoadedStorage:
        """On the CPU."""
        return LoadedStorage(self.tensor.cpu(), self.dtype, "cpu")

    def cuda(self, device: Any = None, non_blocking: bool = False) -> LoadedStorage:
        """On a GPU."""
        index = 0 if device is None else device
        name = f"gpu:{index}" if isinstance(index, int) else index
        return LoadedStorage(self.tensor.to(name), self.dtype, f"cuda:{index}")

    def size(self) -> int:
        """The number of elements."""
        return self.tensor.size


def place_of(build: Callable[[Any], LoadedStorage], location: str, map_location: Any) -> LoadedStorage:
    """Build a storage on the device that ``map_location`` gives for the location it was saved from."""
    if callable(map_location) and not isinstance(map_location, (paddle.device.Device, paddle.base.core.Place)):
        storage = build(paddle.CPUPlace())
        moved = map_location(storage, location)
        if isinstance(moved, LoadedStorage):
            return moved
        return build(_saved_place(location)) if moved is None else build(torch_device(moved))
    if isinstance(map_location, dict):
        return build(_saved_place(str(map_location.get(location, location))))
    return build(_saved_place(location) if map_location is None else torch_device(map_location))


def torch_device(device: Any, index: int | None = None) -> Any:
    """A Paddle place for a device as torch names it: "cpu", "cuda", "cuda:1", 1; a place stays itself."""
    if isinstance(device, paddle.base.core.Place):
        return device
    if isinstance(device, int):
        return paddle.CUDAPlace(device)
    name, _, number = str(device).replace("gpu", "cuda").partition(":")
    if name == "cpu":
        return paddle.CPUPlace()
    if name == "cuda":
        return paddle.CUDAPlace(int(number or index or 0))
    raise RuntimeError(f"the device {device!r} of the file has no counterpart here")


def _saved_place(location: str) -> Any:
    """The place of a location, if this machine has it."""
    if location.startswith("cuda"):
        count = paddle.device.cuda.device_count() if paddle.device.is_compiled_with_cuda() else 0
        if int(location.partition(":")[2] or 0) >= count:
            raise RuntimeError(
                f"Attempting to deserialize object on CUDA device {location} but only {count} are available. Please "
                "use torch.load with map_location to map your storages to an existing device."
            )
    elif location not in ("cpu", ""):
        return paddle.CPUPlace()
    return torch_device(location or "cpu")
