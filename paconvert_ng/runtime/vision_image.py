"""Images as torchvision's transforms take them: PIL images, or tensors [..., C, H, W]; conversion between them.

Paddle's transforms take arrays [H, W, C] too, give tensors of another scale or layout for some inputs, and resample
tensors without torch's filters, so none of them serves.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import Any

import numpy as np
import paddle
from PIL import Image


class InterpolationMode(enum.Enum):
    """torchvision.transforms.InterpolationMode."""

    NEAREST = "nearest"
    NEAREST_EXACT = "nearest-exact"
    BILINEAR = "bilinear"
    BICUBIC = "bicubic"
    BOX = "box"
    HAMMING = "hamming"
    LANCZOS = "lanczos"


# PIL's number of each mode, in the order in which torchvision lists them.
PIL_MODES = {
    InterpolationMode.NEAREST: 0,
    InterpolationMode.BILINEAR: 2,
    InterpolationMode.BICUBIC: 3,
    InterpolationMode.NEAREST_EXACT: 0,
    InterpolationMode.BOX: 4,
    InterpolationMode.HAMMING: 5,
    InterpolationMode.LANCZOS: 1,
}
_LARGEST = {
    paddle.uint8: 255,
    paddle.int8: 127,
    paddle.int16: 2**15 - 1,
    paddle.int32: 2**31 - 1,
    paddle.int64: 2**63 - 1,
}


def interpolation_of(value: Any) -> InterpolationMode:
    """An interpolation mode from a mode, PIL's number for it, or its name."""
    if isinstance(value, InterpolationMode):
        return value
    if isinstance(value, str):
        return InterpolationMode(value.lower())
    if isinstance(value, int):
        for mode, number in PIL_MODES.items():
            if number == value:
                return mode
    raise TypeError(f"interpolation should be an InterpolationMode or PIL's number of one, but got {value!r}")


def is_pil_image(img: Any) -> bool:
    """Whether ``img`` is a PIL image."""
    return isinstance(img, Image.Image)


def is_image_tensor(img: Any) -> bool:
    """Whether ``img`` is a tensor; TypeError if it is neither that (of two dimensions or more) nor a PIL image."""
    if is_pil_image(img):
        return False
    if not paddle.is_tensor(img):
        raise TypeError(f"Unexpected type {type(img)}: img should be a PIL Image or a Tensor")
    if img.ndim < 2:
        raise TypeError("Tensor is not a torch image.")
    return True


def largest_value(dtype: Any) -> int:
    """The value that stands for full intensity; 1 for floating dtypes."""
    return _LARGEST.get(dtype, 1)


def is_float_dtype(dtype: Any) -> bool:
    """Whether a Paddle dtype is a floating one."""
    return dtype in (paddle.float32, paddle.float64, paddle.float16, paddle.bfloat16)


def vision_get_dimensions(img: Any) -> list[int]:
    """torchvision.transforms.functional.get_dimensions: [channels, height, width]."""
    if is_image_tensor(img):
        return [1 if img.ndim == 2 else img.shape[-3], *img.shape[-2:]]
    width, height = img.size
    return [len(img.getbands()), height, width]


def vision_get_image_size(img: Any) -> list[int]:
    """torchvision.transforms.functional.get_image_size: [width, height]."""
    _, height, width = vision_get_dimensions(img)
    return [width, height]


def vision_get_size(inpt: Any) -> list[int]:
    """torchvision.transforms.v2.functional.get_size: [height, width]."""
    return vision_get_dimensions(inpt)[1:]


def vision_get_image_num_channels(img: Any) -> int:
    """torchvision.transforms.functional.get_image_num_channels."""
    return vision_get_dimensions(img)[0]


def _pil_array(pic: Image.Image) -> Any:
    """[H, W, C] of a PIL image, in the dtype torchvision gives its mode."""
    dtype = {"I": np.int32, "I;16": np.uint16, "F": np.float32}.get(pic.mode, np.uint8)
    array = np.array(pic, dtype=dtype, copy=True)
    if pic.mode == "1":
        array = 255 * array
    return array.reshape(pic.size[1], pic.size[0], len(pic.getbands()))


def _channels_first(array: Any) -> paddle.Tensor:
    return paddle.to_tensor(np.ascontiguousarray(array.transpose(2, 0, 1)))


def vision_to_tensor(pic: Any) -> paddle.Tensor:
    """torchvision.transforms.functional.to_tensor: [C, H, W]; 8-bit values become floats from 0 to 1."""
    if isinstance(pic, np.ndarray):
        if pic.ndim not in (2, 3):
            raise ValueError(f"pic should be 2/3 dimensional. Got {pic.ndim} dimensions.")
        image = _channels_first(pic if pic.ndim == 3 else pic[:, :, None])
    elif is_pil_image(pic):
        image = _channels_first(_pil_array(pic))
    else:
        raise TypeError(f"pic should be PIL Image or ndarray. Got {type(pic)}")
    return image.astype(paddle.get_default_dtype()) / 255 if image.dtype == paddle.uint8 else image


def vision_pil_to_tensor(pic: Any) -> paddle.Tensor:
    """torchvision.transforms.functional.pil_to_tensor: [C, H, W] with the values as they are."""
    if not is_pil_image(pic):
        raise TypeError(f"pic should be PIL Image. Got {type(pic)}")
    return _channels_first(np.array(pic, copy=True).reshape(pic.size[1], pic.size[0], len(pic.getbands())))


def vision_to_image(inpt: Any) -> paddle.Tensor:
    """torchvision.transforms.v2.functional.to_image: a plain tensor here, of the values as they are."""
    if isinstance(inpt, np.ndarray):
        return _channels_first(inpt if inpt.ndim == 3 else inpt[:, :, None])
    if is_pil_image(inpt):
        return vision_pil_to_tensor(inpt)
    if not paddle.is_tensor(inpt):
        raise TypeError(
            f"Input can either be a pure Tensor, a numpy array, or a PIL image, but got {type(inpt)} instead."
        )
    return inpt.unsqueeze(0) if inpt.ndim == 2 else inpt


_MODE_OF_SINGLE = {"uint8": "L", "int16": "I;16", "int32": "I", "float32": "F"}
_MODES_BY_CHANNELS = {2: ("LA",), 3: ("RGB", "YCbCr", "HSV"), 4: ("RGBA", "CMYK", "RGBX")}


def vision_to_pil_image(pic: Any, mode: str | None = None) -> Image.Image:
    """torchvision.transforms.functional.to_pil_image, of a tensor [C, H, W] or an array [H, W, C]."""
    if paddle.is_tensor(pic):
        array = pic.detach().numpy()
        array = array.transpose(1, 2, 0) if array.ndim == 3 else array
    elif isinstance(pic, np.ndarray):
        array = pic
    else:
        raise TypeError(f"pic should be Tensor or ndarray. Got {type(pic)}.")
    if array.ndim not in (2, 3):
        raise ValueError(f"pic should be 2/3 dimensional. Got {array.ndim} dimensions.")
    array = array[:, :, None] if array.ndim == 2 else array
    channels = array.shape[2]
    if channels > 4:
        raise ValueError(f"pic should not have > 4 channels. Got {channels} channels.")
    if np.issubdtype(array.dtype, np.floating) and mode != "F":
        array = (array * 255).astype(np.uint8)
    if channels == 1:
        array = array[:, :, 0]
        expected = _MODE_OF_SINGLE.get(str(array.dtype))
        if mode is not None and mode != expected:
            raise ValueError(f"Incorrect mode ({mode}) supplied for input type {array.dtype}. Should be {expected}")
        mode = expected
    elif mode is None:
        mode = _MODES_BY_CHANNELS[channels][0] if array.dtype == np.uint8 else None
    elif mode not in _MODES_BY_CHANNELS[channels]:
        raise ValueError(f"Only modes {_MODES_BY_CHANNELS[channels]} are supported for {channels}D inputs")
    if mode is None:
        raise TypeError(f"Input type {array.dtype} is not supported")
    return Image.frombytes(mode, (array.shape[1], array.shape[0]), np.ascontiguousarray(array).tobytes())


def vision_convert_image_dtype(image: Any, dtype: Any = paddle.float32) -> Any:
    """torchvision.transforms.functional.convert_image_dtype: full intensity stays full intensity.

    Raises RuntimeError where the integers do not hold what the floats can.
    """
    if not paddle.is_tensor(image):
        raise TypeError("Input img should be Tensor Image")
    if image.dtype == dtype:
        return image
    to_float = is_float_dtype(dtype)
    if image.is_floating_point():
        if to_float:
            return image.astype(dtype)
        if (image.dtype == paddle.float32 and dtype in (paddle.int32, paddle.int64)) or (
            image.dtype == paddle.float64 and dtype == paddle.int64
        ):
            raise RuntimeError(f"The cast from {image.dtype} to {dtype} cannot be performed safely.")
        return (image * (largest_value(dtype) + 1.0 - 1e-3)).astype(dtype)
    largest = largest_value(image.dtype)
    if to_float:
        return image.astype(dtype) / float(largest)
    wanted = largest_value(dtype)
    if largest > wanted:
        return paddle.floor_divide(
            image.astype(paddle.int64), paddle.to_tensor((largest + 1) // (wanted + 1), dtype=paddle.int64)
        ).astype(dtype)
    return image.astype(dtype) * ((wanted + 1) // (largest + 1))


def vision_to_dtype(inpt: Any, dtype: Any = paddle.float32, scale: bool = False) -> Any:
    """torchvision.transforms.v2.functional.to_dtype."""
    return vision_convert_image_dtype(inpt, dtype) if scale else inpt.astype(dtype)


def vision_normalize(tensor: Any, mean: Sequence[float], std: Sequence[float], inplace: bool = False) -> Any:
    """torchvision.transforms.functional.normalize: (tensor - mean) / std for each channel of [..., C, H, W]."""
    if not paddle.is_tensor(tensor):
        raise TypeError(f"img should be Tensor Image. Got {type(tensor)}")
    if not tensor.is_floating_point():
        raise TypeError(f"Input tensor should be a float tensor. Got {tensor.dtype}.")
    if tensor.ndim < 3:
        raise ValueError(f"Expected tensor to be a tensor image of size (..., C, H, W). Got {list(tensor.shape)}")
    means, deviations = (
        v.astype(tensor.dtype) if paddle.is_tensor(v) else paddle.to_tensor(v, dtype=tensor.dtype, place=tensor.place)
        for v in (mean, std)
    )
    if bool((deviations == 0).any()):
        raise ValueError(f"std evaluated to zero after conversion to {tensor.dtype}, leading to division by zero.")
    means = means.reshape([-1, 1, 1]) if means.ndim == 1 else means
    deviations = deviations.reshape([-1, 1, 1]) if deviations.ndim == 1 else deviations
    result = (tensor - means) / deviations
    if not inplace:
        return result
    paddle.assign(result, output=tensor)
    return tensor
