"""torch.cuda: devices, their properties and their random numbers, with torch's answers where there is no GPU."""

from __future__ import annotations

from typing import Any

import paddle

from .device import current_gpu, gpu_count, gpu_number_of, require_gpu
from .random_state import state_as_tensor, state_of_tensor


def cuda_is_available() -> bool:
    """torch.cuda.is_available."""
    return gpu_count() > 0


def cuda_current_device() -> int:
    """torch.cuda.current_device; raises without a GPU (Paddle's gives 0)."""
    require_gpu()
    return current_gpu()


def cuda_set_device(device: Any) -> None:
    """torch.cuda.set_device; a negative number changes nothing."""
    if isinstance(device, int) and device < 0:
        return
    require_gpu()
    paddle.device.set_device(f"gpu:{gpu_number_of(device)}")


def cuda_get_device_name(device: Any = None) -> str:
    """torch.cuda.get_device_name; raises AssertionError on a CPU build."""
    require_gpu()
    return paddle.device.cuda.get_device_name(gpu_number_of(device))


def cuda_get_device_capability(device: Any = None) -> tuple[int, int]:
    """torch.cuda.get_device_capability: (major, minor); raises AssertionError on a CPU build."""
    require_gpu()
    major, minor = paddle.device.cuda.get_device_capability(gpu_number_of(device))
    return (int(major), int(minor))


def cuda_get_device_properties(device: Any = None) -> Any:
    """torch.cuda.get_device_properties: name, major, minor, total_memory (bytes), multi_processor_count."""
    require_gpu()
    return paddle.device.cuda.get_device_properties(gpu_number_of(device))


def cuda_is_bf16_supported(including_emulation: bool = True) -> bool:
    """torch.cuda.is_bf16_supported; True from compute capability 8.0 on, as Paddle's bfloat16 kernels need it.

    torch counts emulation on older GPUs too. Paddle's own function says True on a CPU build.
    """
    return gpu_count() > 0 and cuda_get_device_capability() >= (8, 0)


def cuda_synchronize(device: Any = None) -> None:
    """torch.cuda.synchronize."""
    require_gpu()
    paddle.device.cuda.synchronize(gpu_number_of(device))


class CudaDeviceContext:
    """torch.cuda.device: the device that is current inside a ``with`` block; None or -1 changes nothing."""

    def __init__(self, device: Any) -> None:
        self.idx = -1 if device is None or (isinstance(device, int) and device < 0) else gpu_number_of(device)
        self.previous = ""

    def __enter__(self) -> None:
        if self.idx >= 0:
            self.previous = paddle.get_device()
            cuda_set_device(self.idx)

    def __exit__(self, *exception: Any) -> None:
        if self.previous:
            paddle.device.set_device(self.previous)


def cuda_device_of(obj: Any) -> CudaDeviceContext:
    """torch.cuda.device_of: the device of a tensor is current inside a ``with`` block; nothing for a CPU tensor."""
    return CudaDeviceContext(obj.place.gpu_device_id() if obj.place.is_gpu_place() else -1)


def _generators() -> list[Any]:
    return [paddle.framework.core.default_cuda_generator(number) for number in range(gpu_count())]


def cuda_manual_seed(seed: int) -> None:
    """torch.cuda.manual_seed: the generator of the current GPU; nothing without one. The CPU's is left alone."""
    if gpu_count():
        _generators()[current_gpu()].manual_seed(int(seed))


def cuda_manual_seed_all(seed: int) -> None:
    """torch.cuda.manual_seed_all: the generators of all GPUs."""
    for generator in _generators():
        generator.manual_seed(int(seed))


def cuda_get_rng_state(device: Any = "cuda") -> paddle.Tensor:
    """torch.cuda.get_rng_state: a byte tensor on the CPU."""
    require_gpu()
    return state_as_tensor(_generators()[gpu_number_of(device)].get_state())


def cuda_set_rng_state(new_state: paddle.Tensor, device: Any = "cuda") -> None:
    """torch.cuda.set_rng_state, for what ``get_rng_state`` gave."""
    require_gpu()
    generator = _generators()[gpu_number_of(device)]
    generator.set_state(state_of_tensor(new_state, generator.get_state()))


def cuda_get_rng_state_all() -> list[paddle.Tensor]:
    """torch.cuda.get_rng_state_all; an empty list without a GPU."""
    return [state_as_tensor(generator.get_state()) for generator in _generators()]


def cuda_set_rng_state_all(new_states: Any) -> None:
    """torch.cuda.set_rng_state_all."""
    for generator, state in zip(_generators(), new_states, strict=True):
        generator.set_state(state_of_tensor(state, generator.get_state()))


def cuda_default_generators() -> tuple[Any, ...]:
    """torch.cuda.default_generators: one for each GPU."""
    return tuple(_generators())
