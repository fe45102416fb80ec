"""torch.nn.functional.pad: any rank and dtype, negative sizes, tensors as sizes."""

from __future__ import annotations

from typing import Any

import paddle

from .static_graph import true_sizes


def _sides(pad: Any, rank: int) -> list[tuple[int, int]]:
    """What is added before and after each dimension, the first dimension first; torch's ``pad`` has the last first."""
    given = pad.tolist() if paddle.is_tensor(pad) and paddle.in_dynamic_mode() else pad
    numbers = [number if paddle.is_tensor(number) else int(number) for number in given]
    if len(numbers) % 2 or len(numbers) > 2 * rank:
        raise RuntimeError(
            f"Padding length must be even and at most twice the number of dimensions of the input, "
            f"but padding is {numbers} and the input has {rank} dimensions"
        )
    pairs = list(zip(numbers[::2], numbers[1::2]))
    return [(0, 0)] * (rank - len(pairs)) + pairs[::-1]


def _cropped(input: paddle.Tensor, sides: list[tuple[int, int]]) -> paddle.Tensor:
    """The input without what negative sizes cut off."""
    if all(before >= 0 and after >= 0 for before, after in sides):
        return input
    for (before, after), size in zip(sides, input.shape):
        if 0 <= size < max(-before, 0) + max(-after, 0):
            raise RuntimeError(f"padding of {(before, after)} leaves nothing of a dimension of size {size}")
    return input[tuple(slice(max(-before, 0), after if after < 0 else None) for before, after in sides)]


def _calculation_dtype(input: paddle.Tensor) -> Any:
    """A dtype that Paddle's kernels can pad and that holds every value of the input."""
    if input.dtype in (paddle.bool, paddle.uint8, paddle.int8, paddle.int16):
        return paddle.int32
    on_cpu = input.place.is_cpu_place() if paddle.in_dynamic_mode() else paddle.get_device() == "cpu"
    return paddle.float32 if on_cpu and input.dtype in (paddle.float16, paddle.bfloat16) else input.dtype


def pad(input: paddle.Tensor, pad: Any, mode: str = "constant", value: complex | None = None) -> paddle.Tensor:
    """torch.nn.functional.pad.

    ``pad`` names sizes from the last dimension on: (last before, last after, one before the last
    before, ...); a negative one crops. Raises NotImplementedError where torch does not pad so many dimensions.
    """
    sides = _sides(pad, input.ndim)
    if not paddle.in_dynamic_mode() and any(paddle.is_tensor(size) for side in sides for size in side):
        return _grown_by_unknown(input, sides, mode, value)
    if mode != "constant":
        return _extended(input, sides, len(pad), mode)
    input = _cropped(input, sides)
    grown = [max(size, 0) for side in sides for size in side]
    if not any(grown):
        return input.clone()
    if isinstance(value, complex):
        parts = zip((paddle.real(input), paddle.imag(input)), (value.real, value.imag))
        return paddle.complex(*[paddle.nn.functional.pad(part, grown, value=filling) for part, filling in parts])
    dtype = input.dtype
    padded = paddle.nn.functional.pad(
        input.astype(_calculation_dtype(input)), grown, mode="constant", value=float(value or 0.0)
    )
    return padded.astype(dtype)


def _grown_by_unknown(input: paddle.Tensor, sides: list[tuple[Any, Any]], mode: str, value: Any) -> paddle.Tensor:
    """Constants around the input in a static graph, where a size that is computed when it runs is a tensor."""
    if mode != "constant":
        raise NotImplementedError(f"padding of mode {mode} by a size that is not known in a static graph")
    for axis, (before, after) in enumerate(sides):
        parts = [input]
        for place, size in ((0, before), (len(parts), after)):
            if paddle.is_tensor(size) or size:
                shape = true_sizes(input)
                shape[axis] = size
                parts.insert(place and len(parts), paddle.full(shape, value or 0, dtype=input.dtype))
        input = paddle.concat(parts, axis=axis) if len(parts) > 1 else input
    return input


def _extended(input: paddle.Tensor, sides: list[tuple[int, int]], count: int, mode: str) -> paddle.Tensor:
    """Reflected, replicated or repeated borders; the last one, two or three dimensions."""
    if mode not in ("reflect", "replicate", "circular"):
        raise NotImplementedError(f"Unrecognised padding mode {mode}")
    dimensions = count // 2
    if not 1 <= dimensions <= 3 or input.ndim not in (dimensions + 1, dimensions + 2):
        raise NotImplementedError(
            f"Padding size {count} is not supported for {input.ndim}D input in mode {mode}: the last dimension "
            "of 2D or 3D input, the last 2 of 3D or 4D, and the last 3 of 4D or 5D input can be padded"
        )
    input = _cropped(input, sides)
    grown = [max(size, 0) for side in reversed(sides[-dimensions:]) for size in side]
    if mode != "replicate":
        limits = [size - (mode == "reflect") for size in reversed(input.shape[-dimensions:]) for _ in (0, 1)]
        if any(0 <= limit < size for size, limit in zip(grown, limits)):
            raise RuntimeError(f"Padding sizes {grown} are too large for an input of shape {list(input.shape)}")
    added = dimensions + 2 - input.ndim
    batched = input.unsqueeze(0) if added else input
    layout = ("NCL", "NCHW", "NCDHW")[dimensions - 1]
    padded = paddle.nn.functional.pad(
        batched.astype(_calculation_dtype(input)), grown, mode=mode, data_format=layout
    ).astype(input.dtype)
    return padded.squeeze(0) if added else padded
