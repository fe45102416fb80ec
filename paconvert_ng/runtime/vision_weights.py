"""torchvision.models' weight enumerations, and models built with or without them.

Weights are torchvision's own files: a converted model has the same state-dict keys and shapes, so that they are
downloaded (or taken from torch's cache folder) and loaded as they are.
"""

from __future__ import annotations

import enum
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import paddle

from .checkpoint_download import load_state_dict_from_url
from .module_state_dict import module_load_state_dict
from .vision_geometry import vision_center_crop, vision_resize
from .vision_image import (
    InterpolationMode,
    vision_convert_image_dtype,
    vision_normalize,
    vision_pil_to_tensor,
)

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)


class ImageClassification(paddle.nn.Layer):
    """torchvision.transforms._presets.ImageClassification: resize, crop, to floats, normalize."""

    def __init__(
        self,
        *,
        crop_size: int,
        resize_size: int = 256,
        mean: tuple[float, ...] = IMAGENET_MEAN,
        std: tuple[float, ...] = IMAGENET_STD,
        interpolation: InterpolationMode = InterpolationMode.BILINEAR,
        antialias: bool | None = True,
    ) -> None:
        super().__init__()
        self.crop_size = [crop_size]
        self.resize_size = [resize_size]
        self.mean = list(mean)
        self.std = list(std)
        self.interpolation = interpolation
        self.antialias = antialias

    def forward(self, img: Any) -> paddle.Tensor:
        img = vision_resize(img, self.resize_size, self.interpolation, antialias=self.antialias)
        img = vision_center_crop(img, self.crop_size)
        tensor = img if paddle.is_tensor(img) else vision_pil_to_tensor(img)
        return vision_normalize(vision_convert_image_dtype(tensor, paddle.float32), self.mean, self.std)


class WeightsFile(NamedTuple):
    """Where weights are, and the images they are for."""

    url: str
    crop: int = 224
    resize: int = 256
    interpolation: str = "bilinear"
    mean: tuple[float, ...] = IMAGENET_MEAN
    std: tuple[float, ...] = IMAGENET_STD
    classes: int = 1000


class VisionWeights(enum.Enum):
    """torchvision.models.WeightsEnum: the weights that there are for a model."""

    @property
    def url(self) -> str:
        """The file's address."""
        url: str = self.value.url
        return url if "://" in url else f"https://download.pytorch.org/models/{url}"

    @property
    def meta(self) -> dict[str, Any]:
        raise NotImplementedError("the meta data of torchvision's weights (names of categories, …) are not converted")

    def transforms(self, **changes: Any) -> ImageClassification:
        """The preset that makes the model's input of an image."""
        values = self.value._asdict()
        options = {name: values[name] for name in ("mean", "std")}
        options.update(crop_size=values["crop"], resize_size=values["resize"])
        options["interpolation"] = InterpolationMode(values["interpolation"])
        return ImageClassification(**{**options, **changes})

    def get_state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """The weights, as ``torch.hub.load_state_dict_from_url`` gives them."""
        return load_state_dict_from_url(self.url, *args, **kwargs)

    @classmethod
    def verify(cls, weights: Any) -> Any:
        """A member, from itself or its name; None stays."""
        if isinstance(weights, str):
            return cls[weights.replace(f"{cls.__name__}.", "")]
        if weights is not None and not isinstance(weights, cls):
            raise TypeError(f"Invalid Weight class provided; expected {cls.__name__} but received {type(weights)}.")
        return weights


def pretrained_model(
    build: Callable[..., paddle.nn.Layer],
    choices: type[VisionWeights],
    weights: Any,
    progress: bool,
    options: dict[str, Any],
    *,
    renamed: Callable[[str], str] | None = None,
    sized: bool = False,
) -> Any:
    """The model that ``build(**options)`` makes, with the weights asked for.

    ``options`` may hold ``pretrained``, the former name; True means the first weights there were. ``renamed`` gives
    today's key for one of the file. A ``sized`` model is for images of one size, that of the weights.
    """
    if "pretrained" in options:
        pretrained = options.pop("pretrained")
        warnings.warn("The parameter 'pretrained' is deprecated, please use 'weights' instead.", stacklevel=3)
        weights = pretrained if weights is None else weights
    if isinstance(weights, bool):
        weights = choices["IMAGENET1K_V1"] if weights else None
    weights = choices.verify(weights)
    if weights is None:
        return build(**options)
    if options.setdefault("num_classes", weights.value.classes) != weights.value.classes:
        raise ValueError(
            f"The parameter 'num_classes' expected value {weights.value.classes} but got {options['num_classes']} "
            f"instead."
        )
    if sized:
        options.setdefault("image_size", weights.value.crop)
    model = build(**options)
    state = weights.get_state_dict(progress=progress, check_hash=True)
    if renamed is not None:
        state = {renamed(key): value for key, value in state.items()}
    module_load_state_dict(model, state)
    return model
