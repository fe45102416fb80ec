"""Attributes of torch.dtype, memory formats, and the version that converted code sees."""

from __future__ import annotations

import enum
from typing import Any

import paddle


def dtype_is_floating_point(self: Any) -> Any:
    """torch.dtype.is_floating_point; Paddle's dtypes have no such attribute. Other objects answer for themselves."""
    if not isinstance(self, paddle.dtype):
        return self.is_floating_point
    return str(self).rpartition(".")[2].startswith(("float", "bfloat"))


def dtype_is_complex(self: Any) -> Any:
    """torch.dtype.is_complex."""
    if not isinstance(self, paddle.dtype):
        return self.is_complex
    return self in (paddle.complex64, paddle.complex128)


def dtype_is_signed(self: Any) -> Any:
    """torch.dtype.is_signed."""
    if not isinstance(self, paddle.dtype):
        return self.is_signed
    return self != paddle.bool and not str(self).rpartition(".")[2].startswith("uint")


def dtype_itemsize(self: Any) -> Any:
    """torch.dtype.itemsize, in bytes."""
    if not isinstance(self, paddle.dtype):
        return self.itemsize
    name = str(self).rpartition(".")[2]
    if name == "bool" or name.startswith("float8"):
        return 1
    return int("".join(character for character in name if character.isdigit())) // 8


class MemoryFormat(enum.Enum):
    """torch.memory_format. Paddle's tensors are always contiguous in their order of dimensions."""

    contiguous_format = "contiguous_format"
    preserve_format = "preserve_format"
    channels_last = "channels_last"
    channels_last_3d = "channels_last_3d"

    def __repr__(self) -> str:
        return f"torch.{self.value}"

    __str__ = __repr__


class TorchVersion(str):
    """torch.torch_version.TorchVersion: a version that compares with texts and tuples number by number."""

    @staticmethod
    def _numbers(version: Any) -> tuple[int, ...]:
        if isinstance(version, str):
            parts = version.partition("+")[0].split(".")
        else:
            parts = [str(part) for part in version]
        numbers = []
        for part in parts:
            digits = ""
            for character in part:
                if not character.isdigit():
                    break
                digits += character
            numbers.append(int(digits or 0))
        while numbers and numbers[-1] == 0:
            numbers.pop()
        return tuple(numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (str, tuple, list)) and self._numbers(self) == self._numbers(other)

    def __hash__(self) -> int:
        return str.__hash__(self)

    def __lt__(self, other: Any) -> bool:
        return self._numbers(self) < self._numbers(other)

    def __le__(self, other: Any) -> bool:
        return self._numbers(self) <= self._numbers(other)

    def __gt__(self, other: Any) -> bool:
        return self._numbers(self) > self._numbers(other)

    def __ge__(self, other: Any) -> bool:
        return self._numbers(self) >= self._numbers(other)


# The release that converted code was converted from: code that asks takes the branch of this release.
TORCH_VERSION = TorchVersion("2.13.0")


def cuda_version() -> str | None:
    """torch.version.cuda: the CUDA release that Paddle was built with, None for a CPU build."""
    version = str(paddle.version.cuda())
    return None if version in ("False", "None", "") else version
