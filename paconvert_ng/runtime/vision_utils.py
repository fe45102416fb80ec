"""torchvision.utils: grids of images, saving them, boxes and masks drawn on them."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import paddle
from PIL import Image, ImageColor, ImageDraw, ImageFont

from .vision_image import largest_value, vision_convert_image_dtype, vision_pil_to_tensor, vision_to_pil_image


def _stretched(img: paddle.Tensor, value_range: Any) -> paddle.Tensor:
    low, high = (float(img.min()), float(img.max())) if value_range is None else value_range
    return (img.clip(low, high) - low) / max(high - low, 1e-5)


def vision_make_grid(
    tensor: Any,
    nrow: int = 8,
    padding: int = 2,
    normalize: bool = False,
    value_range: tuple[float, float] | None = None,
    scale_each: bool = False,
    pad_value: float = 0.0,
) -> paddle.Tensor:
    """torchvision.utils.make_grid: images [N, C, H, W], or a list of them, side by side in one."""
    if isinstance(tensor, list) and all(paddle.is_tensor(item) for item in tensor):
        tensor = paddle.stack(tensor)
    if not paddle.is_tensor(tensor):
        raise TypeError(f"tensor or list of tensors expected, got {type(tensor)}")
    if value_range is not None and not isinstance(value_range, tuple):
        raise TypeError("value_range has to be a tuple (min, max) if specified. min and max are numbers")
    images = tensor.reshape([*([1] * (4 - tensor.ndim)), *tensor.shape])
    if images.shape[1] == 1:
        images = paddle.concat([images] * 3, axis=1)
    if normalize and scale_each:
        images = paddle.stack([_stretched(images[i], value_range) for i in range(images.shape[0])])
    elif normalize:
        images = _stretched(images, value_range)
    count, channels, height, width = images.shape
    if count == 1:
        return images.squeeze(0)
    columns = min(nrow, count)
    rows = int(math.ceil(count / columns))
    grid = np.full(
        [channels, (height + padding) * rows + padding, (width + padding) * columns + padding],
        pad_value,
        dtype=images.numpy().dtype,
    )
    for index, image in enumerate(images.detach().numpy()):
        top = (index // columns) * (height + padding) + padding
        left = (index % columns) * (width + padding) + padding
        grid[:, top : top + height, left : left + width] = image
    return paddle.to_tensor(grid, place=images.place)


def vision_save_image(tensor: Any, fp: Any, format: str | None = None, **kwargs: Any) -> None:
    """torchvision.utils.save_image: a grid of the images, whose values are from 0 to 1, in a file."""
    grid = vision_make_grid(tensor, **kwargs).astype(paddle.float32)
    pixels = (grid * 255 + 0.5).clip(0, 255).transpose([1, 2, 0]).astype(paddle.uint8)
    Image.fromarray(pixels.numpy()).save(fp, format=format)


def _palette(count: int) -> list[tuple[int, ...]]:
    steps = np.array([2**25 - 1, 2**15 - 1, 2**21 - 1])
    return [tuple(int(part) for part in index * steps % 255) for index in range(count)]


def _colours(colors: Any, count: int) -> list[tuple[int, ...]]:
    """One colour (0 to 255) for each object, from names, tuples, one for all, or None for a palette."""
    if colors is None:
        return _palette(count)
    if isinstance(colors, list):
        if len(colors) < count:
            raise ValueError(
                f"Number of colors must be equal or larger than the number of objects, but got {len(colors)} < {count}."
            )
        chosen = colors
    elif isinstance(colors, (str, tuple)):
        chosen = [colors] * count
    else:
        raise ValueError(f"colors must be a tuple or a string, or a list thereof, but got {colors}.")
    return [ImageColor.getrgb(colour) if isinstance(colour, str) else colour for colour in chosen]


def _drawable(image: Any) -> None:
    if not paddle.is_tensor(image):
        raise TypeError(f"Tensor expected, got {type(image)}")
    if image.dtype != paddle.uint8 and not image.is_floating_point():
        raise ValueError(f"The image dtype must be uint8 or float, got {image.dtype}")
    if image.ndim != 3:
        raise ValueError("Pass individual images, not batches")


def vision_draw_bounding_boxes(
    image: Any,
    boxes: Any,
    labels: list[str] | None = None,
    colors: Any = None,
    fill: bool | None = False,
    width: int = 1,
    font: str | None = None,
    font_size: int | None = None,
    label_colors: Any = None,
    label_background_colors: Any = None,
    fill_labels: bool = False,
) -> Any:
    """torchvision.utils.draw_bounding_boxes, of boxes (xmin, ymin, xmax, ymax). Rotated ones raise an error."""
    _drawable(image)
    if image.shape[0] not in (1, 3):
        raise ValueError("Only grayscale and RGB images are supported")
    if boxes.shape[-1] != 4:
        raise NotImplementedError("rotated boxes are not converted to Paddle")
    if bool((boxes[:, :2] > boxes[:, 2:]).any()):
        raise ValueError("Boxes need to be in (xmin, ymin, xmax, ymax) format: use box_convert to convert them")
    count = boxes.shape[0]
    if count == 0:
        warnings.warn("boxes doesn't contain any box. No box was drawn", stacklevel=2)
        return image
    if labels is not None and len(labels) != count:
        raise ValueError(f"Number of boxes ({count}) and labels ({len(labels)}) mismatch.")
    outlines = _colours(colors, count)
    letters = _colours(label_colors or "black", count) if label_colors or fill_labels else outlines
    grounds = _colours(label_background_colors, count) if fill_labels and label_background_colors else outlines
    text_font = ImageFont.load_default() if font is None else ImageFont.truetype(font=font, size=font_size or 10)
    dtype = image.dtype
    picture = vision_to_pil_image(vision_convert_image_dtype(image.expand([3, *image.shape[1:]]), paddle.uint8))
    draw = ImageDraw.Draw(picture, "RGBA") if fill else ImageDraw.Draw(picture)
    for index, box in enumerate(boxes.astype(paddle.int64).tolist()):
        colour = outlines[index]
        draw.rectangle(box, width=width, outline=colour, fill=(*colour, 100) if fill else None)
        if labels is None or labels[index] is None:
            continue
        corner = (box[0] + width + 1, box[1] + width + 1)
        if fill_labels:
            left, top, right, bottom = draw.textbbox(corner, labels[index], font=text_font)
            draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=grounds[index])
        draw.text(corner, labels[index], fill=letters[index], font=text_font)
    return vision_convert_image_dtype(vision_pil_to_tensor(picture), dtype)


def vision_draw_segmentation_masks(image: Any, masks: Any, alpha: float = 0.8, colors: Any = None) -> Any:
    """torchvision.utils.draw_segmentation_masks, of masks [N, H, W]; where they overlap it is black."""
    _drawable(image)
    if image.shape[0] != 3:
        raise ValueError("Pass an RGB image. Other Image formats are not supported")
    masks = masks.unsqueeze(0) if masks.ndim == 2 else masks
    if masks.ndim != 3:
        raise ValueError("masks must be of shape (H, W) or (batch_size, H, W)")
    if masks.dtype != paddle.bool:
        raise ValueError(f"The masks must be of dtype bool. Got {masks.dtype}")
    if list(masks.shape[-2:]) != list(image.shape[-2:]):
        raise ValueError("The image and the masks must have the same height and width")
    if masks.shape[0] == 0:
        warnings.warn("masks doesn't contain any mask. No mask was drawn", stacklevel=2)
        return image
    dtype = image.dtype
    floats = image.detach() if image.is_floating_point() else image.astype(paddle.float32)
    painted = floats.numpy().copy()
    inside = masks.numpy()
    full = 1.0 if image.is_floating_point() else 255.0 / largest_value(dtype)
    for mask, colour in zip(inside, _colours(colors, len(inside))):
        scaled = [part / 255 if image.is_floating_point() else part * full for part in colour]
        painted[:, mask] = np.asarray(scaled, dtype=painted.dtype)[:, None]
    painted[:, inside.sum(0) > 1] = 0
    return (floats * (1 - alpha) + paddle.to_tensor(painted, place=image.place) * alpha).astype(dtype)
