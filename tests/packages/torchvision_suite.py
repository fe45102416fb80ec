"""torchvision's own code: models of each family, operators that are written in Python, transforms of both versions."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images, nothing

#: Builders (in torchvision.models) and image sizes; those of some families are smaller than the published ones.
MODELS = (
    ("alexnet(num_classes=7, dropout=0.0)", 64),
    ("vgg11_bn(num_classes=7, dropout=0.0)", 32),
    ("resnet18(num_classes=7)", 64),
    ("resnext50_32x4d(num_classes=7)", 64),
    ("squeezenet1_1(num_classes=7)", 64),
    ("densenet121(num_classes=7)", 64),
    ("googlenet(num_classes=7, aux_logits=False, init_weights=False)", 64),
    ("inception_v3(num_classes=7, aux_logits=False, init_weights=False)", 96),
    ("shufflenet_v2_x0_5(num_classes=7)", 64),
    ("mobilenet_v2(num_classes=7)", 64),
    ("mobilenet_v3_small(num_classes=7)", 64),
    ("efficientnet_b0(num_classes=7)", 64),
    ("regnet_y_400mf(num_classes=7)", 64),
    ("convnext.ConvNeXt([convnext.CNBlockConfig(16, 24, 1), convnext.CNBlockConfig(24, None, 1)], num_classes=7)", 64),
    ("vision_transformer.VisionTransformer(32, 8, 2, 2, 32, 48, num_classes=7)", 32),
    (
        "swin_transformer.SwinTransformer([4, 4], 8, [2, 2], [2, 4], [4, 4], num_classes=7, stochastic_depth_prob=0)",
        64,
    ),
    ("SwinTransformer2(num_classes=7)", 64),
    ("maxvit.MaxVit((64, 64), 16, 4, [16, 32], [1, 1], 8, 0.0, num_classes=7)", 64),
    ("segmentation.lraspp_mobilenet_v3_large(weights_backbone=None, num_classes=5)", 64),
    ("video.r3d_18(num_classes=7)", 0),
    ("optical_flow.raft_small()", -1),
)

OPERATORS = (
    "ops.box_iou(boxes, others)",
    "ops.generalized_box_iou(boxes, others)",
    "ops.distance_box_iou(boxes, others)",
    "ops.complete_box_iou(boxes, others)",
    "ops.box_convert(boxes, 'xyxy', 'cxcywh')",
    "ops.box_area(boxes)",
    "ops.clip_boxes_to_image(boxes, (9, 11))",
    "ops.remove_small_boxes(boxes, 3.0)",
    "ops.masks_to_boxes(masks)",
    "ops.sigmoid_focal_loss(scores, labels, reduction='mean')",
    "ops.generalized_box_iou_loss(boxes, others, 'sum')",
    "ops.distance_box_iou_loss(boxes, others)",
    "ops.complete_box_iou_loss(boxes, others)",
    "ops.stochastic_depth(x, 0.5, 'row', True)",
    "ops.drop_block2d(x, 0.3, 3)",
    "models.detection._utils.Matcher(0.5, 0.3, True)(ops.box_iou(boxes, others))",
)

TRANSFORMS = (
    "F.resize(x, [13, 17], antialias=True)",
    "F.resize(x, [40], interpolation=F.InterpolationMode.BICUBIC)",
    "F.center_crop(x, [10, 30])",
    "F.pad(x, [1, 2], padding_mode='reflect')",
    "F.pad(x, [3, 1, 2, 0], padding_mode='symmetric')",
    "F.hflip(x)",
    "F.five_crop(x, [8, 8])",
    "F.rotate(x, 33.0, expand=True)",
    "F.affine(x, 10.0, [2, -1], 1.2, [5.0, 3.0])",
    "F.perspective(x, [[0, 0], [19, 0], [19, 19], [0, 19]], [[2, 1], [17, 3], [18, 18], [1, 16]])",
    "F.adjust_brightness(x, 1.3)",
    "F.adjust_contrast(x, 0.6)",
    "F.adjust_saturation(x, 1.7)",
    "F.adjust_hue(x, 0.2)",
    "F.adjust_gamma(x, 0.8)",
    "F.adjust_sharpness(x, 2.0)",
    "F.autocontrast(x)",
    "F.equalize(whole)",
    "F.posterize(whole, 3)",
    "F.solarize(x, 0.5)",
    "F.invert(whole)",
    "F.gaussian_blur(x, [5, 3])",
    "F.erase(x, 2, 3, 5, 6, x[:, :, :1, :1] * 0 + 0.5)",
    "F.normalize(x, [0.4, 0.5, 0.6], [0.2, 0.3, 0.4])",
    "F.rgb_to_grayscale(x, 3)",
    "F.convert_image_dtype(whole, x.dtype)",
    "F.elastic_transform(x, field)",
    "utils.make_grid(x, nrow=1, padding=1, normalize=True)",
    "transforms.RandomResizedCrop(12)(x)",
    "transforms.ColorJitter(0.3, 0.3, 0.3, 0.1)(x)",
    "transforms.RandomErasing(1.0)(x)",
    "transforms.RandomAffine(20, (0.1, 0.1))(x)",
    "transforms.RandAugment()(whole)",
    "transforms.TrivialAugmentWide()(whole)",
    "transforms.AugMix()(whole)",
    "transforms.RandomPerspective(p=1.0)(x)",
    "transforms.GaussianBlur(3)(x)",
    "v2.functional.resize(x, [13, 17])",
    "v2.functional.rotate(x, 33.0)",
    "v2.functional.adjust_hue(x, 0.2)",
    "v2.functional.equalize(whole)",
    "v2.functional.gaussian_blur(x, [3, 3])",
    "v2.functional.horizontal_flip(x)",
    "v2.functional.normalize(x, [0.4, 0.5, 0.6], [0.2, 0.3, 0.4])",
    "v2.functional.affine(x, 10.0, [2, -1], 1.2, [5.0, 3.0])",
    "v2.RandomResizedCrop(12)(x)",
    "v2.ColorJitter(0.3, 0.3)(x)",
    "v2.MixUp(num_classes=4)(x, classes)",
    "v2.CutMix(num_classes=4)(x, classes)",
    "v2.Compose([v2.RandomHorizontalFlip(1.0), v2.Normalize([0.5], [0.5])])(x)",
)


def _inputs(rng: np.random.Generator) -> Arrays:
    corners = rng.uniform(0, 8, (4, 2))
    boxes = np.concatenate([corners, corners + rng.uniform(1, 6, (4, 2))], 1).astype("float32")
    return {
        "x": rng.random((2, 3, 20, 20)).astype("float32"),
        "whole": rng.integers(0, 256, (2, 3, 20, 20)).astype("uint8"),
        "boxes": boxes,
        "others": (boxes + rng.uniform(0, 2, boxes.shape)).astype("float32"),
        "masks": rng.random((3, 9, 9)) > 0.8,
        "scores": rng.standard_normal((4, 5)).astype("float32"),
        "labels": rng.integers(0, 2, (4, 5)).astype("float32"),
        "field": (rng.random((1, 20, 20, 2)) * 0.1).astype("float32"),
        "classes": rng.integers(0, 4, (2,)),
    }


def _evaluated(text: str, model: Any, inputs: Mapping[str, Any]) -> Any:
    names = {name: importlib.import_module(f"torchvision.{name}") for name in ("models", "ops", "transforms", "utils")}
    names["F"] = importlib.import_module("torchvision.transforms.functional")
    names["v2"] = importlib.import_module("torchvision.transforms.v2")
    return eval(text, {**names, **inputs})


def _model(text: str) -> Any:
    models = importlib.import_module("torchvision.models")
    names = {**vars(models), "SwinTransformer2": partial(_swin_2, models.swin_transformer)}
    return eval(text, names)


def _swin_2(module: Any, num_classes: int) -> Any:
    return module.SwinTransformer(
        [4, 4],
        16,
        [1, 1],
        [2, 4],
        [4, 4],
        num_classes=num_classes,
        block=module.SwinTransformerBlockV2,
        downsample_layer=module.PatchMergingV2,
    )


def _run(model: Any, inputs: Mapping[str, Any]) -> Any:
    found = model(*inputs.values())
    return dict(found) if isinstance(found, Mapping) else found


def _flow(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(*inputs.values(), num_flow_updates=2)


def _pair(rng: np.random.Generator) -> Arrays:
    return {name: rng.random((1, 3, 128, 128)).astype("float32") for name in ("one", "other")}


def _model_case(text: str, size: int) -> ModelCase:
    build = partial(_model, text)
    if size < 0:
        return ModelCase(f"torchvision.models.{text}", build, _pair, _flow, tolerance=1e-3)
    inputs = images(2, 3, size, size) if size else images(1, 3, 4, 32, 32)
    return ModelCase(f"torchvision.models.{text}", build, inputs, _run, gradients=text.startswith(("resnet18", "swin")))


SUITE = Suite(
    package="torchvision",
    imports=("torchvision",),
    cases=[
        *(_model_case(text, size) for text, size in MODELS),
        *(
            ModelCase(f"torchvision: {text}", nothing, _inputs, partial(_evaluated, text), draws=True)
            for text in (*OPERATORS, *TRANSFORMS)
        ),
    ],
    not_importable={"torchvision.io.video": "imports a package that is called pytorch"},
)
