"""torchvision.io for images, by way of PIL: the same bytes for JPEG and PNG files."""

from __future__ import annotations

import enum
import io
from typing import Any

import numpy as np
import paddle
from PIL import Image, ImageOps

from .vision_image import vision_pil_to_tensor


class ImageReadMode(enum.Enum):
    """torchvision.io.ImageReadMode."""

    UNCHANGED = 0
    GRAY = 1
    GRAY_ALPHA = 2
    RGB = 3
    RGB_ALPHA = 4
    RGBA = RGB_ALPHA


_PIL_MODES = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}


def vision_read_file(path: Any) -> paddle.Tensor:
    """torchvision.io.read_file: the file's bytes."""
    with open(path, "rb") as file:
        return paddle.to_tensor(np.frombuffer(file.read(), dtype=np.uint8).copy())


def vision_write_file(filename: Any, data: paddle.Tensor) -> None:
    """torchvision.io.write_file."""
    with open(filename, "wb") as file:
        file.write(data.numpy().tobytes())


def vision_decode_image(
    input: Any, mode: Any = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False
) -> paddle.Tensor:
    """torchvision.io.decode_image, decode_jpeg and decode_png: bytes or a path to [C, H, W] of bytes."""
    content = vision_read_file(input) if not paddle.is_tensor(input) else input
    wanted = ImageReadMode[mode.upper()] if isinstance(mode, str) else mode
    picture: Image.Image = Image.open(io.BytesIO(content.numpy().tobytes()))
    if apply_exif_orientation:
        picture = ImageOps.exif_transpose(picture)
    if wanted is not ImageReadMode.UNCHANGED:
        picture = picture.convert(_PIL_MODES[wanted.value])
    elif picture.mode in ("P", "1"):
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB" if picture.mode == "P" else "L")
    return vision_pil_to_tensor(picture)


def vision_read_image(
    path: Any, mode: Any = ImageReadMode.UNCHANGED, apply_exif_orientation: bool = False
) -> paddle.Tensor:
    """torchvision.io.read_image."""
    return vision_decode_image(vision_read_file(path), mode, apply_exif_orientation)


def _encoded(input: paddle.Tensor, format: str, **options: Any) -> bytes:
    if input.dtype != paddle.uint8:
        raise RuntimeError("Input tensor dtype should be uint8")
    if input.ndim != 3 or input.shape[0] not in (1, 3):
        raise RuntimeError(f"The number of channels should be 1 or 3, got: {list(input.shape)}")
    pixels = input.numpy().transpose(1, 2, 0)
    buffer = io.BytesIO()
    Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).save(buffer, format, **options)
    return buffer.getvalue()


def vision_encode_png(input: paddle.Tensor, compression_level: int = 6) -> paddle.Tensor:
    """torchvision.io.encode_png."""
    content = _encoded(input, "PNG", compress_level=compression_level)
    return paddle.to_tensor(np.frombuffer(content, dtype=np.uint8).copy())


def vision_encode_jpeg(input: paddle.Tensor, quality: int = 75) -> paddle.Tensor:
    """torchvision.io.encode_jpeg, of one image."""
    content = _encoded(input, "JPEG", quality=quality)
    return paddle.to_tensor(np.frombuffer(content, dtype=np.uint8).copy())


def vision_write_png(input: paddle.Tensor, filename: str, compression_level: int = 6) -> None:
    """torchvision.io.write_png."""
    vision_write_file(filename, vision_encode_png(input, compression_level))


def vision_write_jpeg(input: paddle.Tensor, filename: str, quality: int = 75) -> None:
    """torchvision.io.write_jpeg."""
    vision_write_file(filename, vision_encode_jpeg(input, quality))
