"""Segment Anything: image encoder, prompt encoder, mask decoder, and the whole model, with a small configuration."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images

DIM, SIZE, PATCH = 16, 64, 16
GRID = SIZE // PATCH


def _modeling() -> Any:
    return importlib.import_module("segment_anything.modeling")


def image_encoder() -> Any:
    return _modeling().ImageEncoderViT(
        img_size=SIZE,
        patch_size=PATCH,
        embed_dim=32,
        depth=3,
        num_heads=2,
        mlp_ratio=2,
        out_chans=DIM,
        qkv_bias=True,
        use_rel_pos=True,
        rel_pos_zero_init=True,
        window_size=3,
        global_attn_indexes=(1,),
    )


def prompt_encoder() -> Any:
    return _modeling().PromptEncoder(
        embed_dim=DIM, image_embedding_size=(GRID, GRID), input_image_size=(SIZE, SIZE), mask_in_chans=8
    )


def mask_decoder() -> Any:
    transformer = _modeling().TwoWayTransformer(depth=2, embedding_dim=DIM, mlp_dim=32, num_heads=2)
    return _modeling().MaskDecoder(
        transformer_dim=DIM, transformer=transformer, num_multimask_outputs=3, iou_head_depth=3, iou_head_hidden_dim=DIM
    )


def whole_model() -> Any:
    return _modeling().Sam(image_encoder(), prompt_encoder(), mask_decoder())


def _prompts(rng: np.random.Generator) -> Arrays:
    return {
        "points": (rng.random((2, 3, 2)) * SIZE).astype("float32"),
        "labels": np.array([[1, 0, -1], [0, 1, 1]], dtype="int64"),
        "boxes": (rng.random((2, 4)) * SIZE).astype("float32"),
        "masks": rng.standard_normal((2, 1, 4 * GRID, 4 * GRID)).astype("float32"),
    }


def _encode_all_prompts(model: Any, inputs: Mapping[str, Any]) -> Any:
    points = (inputs["points"], inputs["labels"])
    full = model(points=points, boxes=inputs["boxes"], masks=inputs["masks"])
    only_points = model(points=points, boxes=None, masks=None)
    only_boxes = model(points=None, boxes=inputs["boxes"], masks=None)
    return [*full, *only_points, *only_boxes, model.get_dense_pe()]


def _decoder_inputs(rng: np.random.Generator) -> Arrays:
    def normal(*shape: int) -> np.ndarray:
        return rng.standard_normal(shape).astype("float32")

    return {
        "image_embeddings": normal(1, DIM, GRID, GRID),
        "image_pe": normal(1, DIM, GRID, GRID),
        "sparse_prompt_embeddings": normal(2, 3, DIM),
        "dense_prompt_embeddings": normal(2, DIM, GRID, GRID),
    }


def _decode(model: Any, inputs: Mapping[str, Any]) -> Any:
    return [*model(**inputs, multimask_output=True), *model(**inputs, multimask_output=False)]


def _whole_inputs(rng: np.random.Generator) -> Arrays:
    return {**_prompts(rng), "image": (rng.random((3, 48, SIZE)) * 255).astype("float32")}


def _segment(model: Any, inputs: Mapping[str, Any]) -> Any:
    request = {
        "image": inputs["image"],
        "original_size": (96, 2 * SIZE),
        "point_coords": inputs["points"],
        "point_labels": inputs["labels"],
        "boxes": inputs["boxes"],
        "mask_inputs": inputs["masks"],
    }
    (answer,) = model([request], multimask_output=True)
    return [answer["masks"], answer["iou_predictions"], answer["low_res_logits"]]


SUITE = Suite(
    package="segment-anything",
    imports=("segment_anything",),
    cases=[
        ModelCase("segment_anything.ImageEncoderViT", image_encoder, images(2, 3, SIZE, SIZE)),
        ModelCase("segment_anything.PromptEncoder", prompt_encoder, _prompts, _encode_all_prompts),
        ModelCase("segment_anything.MaskDecoder", mask_decoder, _decoder_inputs, _decode, gradients=True),
        ModelCase("segment_anything.Sam", whole_model, _whole_inputs, _segment),
    ],
    stubs=("torchvision", "cv2", "pycocotools", "onnxruntime"),
)
