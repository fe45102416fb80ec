"""torch.device, and which GPU a program means."""

from __future__ import annotations

from typing import Any

import paddle

from .nn_counterpart import CounterpartMeta

# What torch.device accepts; Paddle's own class knows cpu, gpu, cuda and xpu.
TORCH_DEVICE_TYPES = frozenset(
    ("cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia", "xla", "lazy")
    + ("vulkan", "mps", "meta", "hpu", "mtia", "privateuseone")
)


def gpu_count() -> int:
    """How many GPUs Paddle can use."""
    return paddle.device.cuda.device_count() if paddle.is_compiled_with_cuda() else 0


def current_gpu() -> int:
    """The GPU that "cuda" without a number means: the current one, 0 while the CPU is the current device."""
    name, _, number = paddle.get_device().partition(":")
    return int(number) if name == "gpu" and number else 0


class TorchDevice(paddle.device.Device, metaclass=CounterpartMeta):
    """torch.device. Paddle's takes "cuda" for "cuda:0" whatever GPU is current, and refuses "meta" or "mps".

    It is a text that names its device to Paddle: ``"cuda"`` becomes the GPU that is current when the
    object is made; ``index``, ``str`` and ``repr`` show what was written.
    """

    counterpart = paddle.device.Device

    def __new__(cls, type: Any = None, index: int | None = None, *, device: Any = None) -> TorchDevice:
        written = device if type is None else type
        if isinstance(written, bool) or not isinstance(written, (str, int, paddle.base.libpaddle.Place)):
            raise TypeError(f"device() takes a device, a text or a number, got {written!r}")
        if isinstance(written, TorchDevice):
            kind, number = written.type, written.index if index is None else index
        elif isinstance(written, (paddle.device.Device, paddle.base.libpaddle.Place)):
            known = paddle.device.Device(written)
            kind, number = known.type, known.index
        elif isinstance(written, int):
            kind, number = "cuda", written
        else:
            kind, _, rest = written.partition(":")
            if rest and not rest.isdigit():
                raise RuntimeError(f"Invalid device string: '{written}'")
            if rest and index is not None:
                raise RuntimeError(
                    f"type (string) must not include an index because index was passed explicitly: {written}"
                )
            number = int(rest) if rest else index
        kind = "cuda" if kind == "gpu" else kind
        if kind not in TORCH_DEVICE_TYPES:
            raise RuntimeError(f"Expected one of {', '.join(sorted(TORCH_DEVICE_TYPES))} device type: {kind}")
        place = current_gpu() if kind == "cuda" and number is None else number
        self = str.__new__(cls, kind if kind == "cpu" or place is None else f"{kind}:{place}")
        self._dev_type = kind
        self._index = number
        return self

    def _to_place(self) -> Any:
        return paddle.device.Device(str.__str__(self))._to_place()

    def __str__(self) -> str:
        return self._dev_type if self._index is None else f"{self._dev_type}:{self._index}"

    def __format__(self, format_spec: str) -> str:
        return format(str(self), format_spec)

    def __repr__(self) -> str:
        index = "" if self._index is None else f", index={self._index}"
        return f"device(type='{self._dev_type}'{index})"

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self._dev_type, self._index))


def gpu_number_of(device: Any) -> int:
    """The number of the GPU that ``device`` (None, a number, a text, a device) names; ValueError for others."""
    if device is None:
        return current_gpu()
    if isinstance(device, int):
        return current_gpu() if device < 0 else device
    known = TorchDevice(device)
    if known.type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {device}")
    return current_gpu() if known.index is None else known.index


def require_gpu() -> None:
    """Raise as torch does where there is no GPU: AssertionError in a CPU build, RuntimeError without a device."""
    if not paddle.is_compiled_with_cuda():
        raise AssertionError("Paddle not compiled with CUDA enabled")
    if paddle.device.cuda.device_count() == 0:
        raise RuntimeError("No CUDA GPUs are available")
