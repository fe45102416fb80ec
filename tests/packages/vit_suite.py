"""vit-pytorch: its models, each with a configuration that runs in a second, and its wrappers of models."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.packages.vit_models import IMAGE, PLAIN, VIT
from tests.support.model_cases import Arrays, ModelCase, Suite, from_class, images

#: One training step is compared for these (no dropout, nothing random).
TRAINED = {"vit.ViT", "cvt.CvT", "xcit.XCiT"}


def _module(name: str) -> Any:
    return importlib.import_module(f"vit_pytorch.{name}")


def _wrapped_vit(module: str, name: str, **arguments: Any) -> Any:
    return getattr(_module(module), name)(_module("vit").ViT(**VIT), **arguments)


def _distillable() -> Any:
    return _module("distill").DistillableViT(**VIT)


def _efficient() -> Any:
    transformer = _module("vit").Transformer(dim=32, depth=2, heads=2, dim_head=16, mlp_dim=48)
    arguments = {key: VIT[key] for key in ("image_size", "patch_size", "num_classes", "dim")}
    return _module("efficient").ViT(transformer=transformer, **arguments)


def _memory_adapter() -> Any:
    module = _module("learnable_memory_vit")
    return module.Adapter(vit=module.ViT(**VIT), num_classes=3, num_memories_per_layer=2)


def _video_wrapper() -> Any:
    return _module("accept_video_wrapper").AcceptVideoWrapper(
        _module("vit").ViT(**dict(VIT, image_size=16)), add_time_pos_emb=True, time_seq_len=4, dim_emb=10
    )


def _vat() -> Any:
    module = _module("vat")
    arguments = dict(dim=32, depth=2, heads=2, dim_head=16, dim_action=5, mlp_dim=48, num_views=2, self_attn_heads=2)
    return module.VAT(module.ViT(**VIT), self_attn_dim_head=16, action_chunk_len=3, **arguments)


def _vaat_ast() -> Any:
    return _module("vaat").AST(
        dim=32, depth=2, mlp_dim=48, num_classes=10, patch_size=8, dim_head=16, heads=2, accept_spec=True
    )


def _na_vit_inputs(rng: np.random.Generator) -> Arrays:
    sizes = [(32, 32), (16, 16), (16, 32), (32, 16)]
    return {f"image{i}": rng.standard_normal((3, *size)).astype("float32") for i, size in enumerate(sizes)}


def _na_vit_grouped(model: Any, inputs: Mapping[str, Any]) -> Any:
    first, second, third, fourth = inputs.values()
    return model([[first, second], [third], [fourth]])


def _na_vit_ungrouped(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(list(inputs.values()), group_images=True, group_max_seq_len=24)


def _all_sampled_ids(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(inputs["image"], return_sampled_token_ids=True)


def _distill_inputs(rng: np.random.Generator) -> Arrays:
    return {**IMAGE(rng), "token": rng.standard_normal((1, 32)).astype("float32")}


#: Wrappers and models that are built or called in a way of their own.
SPECIAL = [
    ModelCase("vit_pytorch.recorder.Recorder", lambda: _wrapped_vit("recorder", "Recorder"), IMAGE),
    ModelCase("vit_pytorch.extractor.Extractor", lambda: _wrapped_vit("extractor", "Extractor"), IMAGE),
    ModelCase("vit_pytorch.efficient.ViT", _efficient, IMAGE),
    ModelCase("vit_pytorch.distill.DistillableViT", _distillable, _distill_inputs),
    ModelCase("vit_pytorch.learnable_memory_vit.Adapter", _memory_adapter, IMAGE),
    ModelCase("vit_pytorch.accept_video_wrapper.AcceptVideoWrapper", _video_wrapper, images(2, 3, 4, 16, 16)),
    ModelCase("vit_pytorch.vat.VAT", _vat, images(2, 2, 3, 32, 32)),
    ModelCase("vit_pytorch.vaat.AST", _vaat_ast, images(2, 16, 64, name="spectrogram")),
    ModelCase(
        "vit_pytorch.ats_vit.ViT, token ids",
        from_class("vit_pytorch.ats_vit.ViT", **VIT, max_tokens_per_depth=(32, 24)),
        IMAGE,
        _all_sampled_ids,
    ),
    ModelCase(
        "vit_pytorch.na_vit.NaViT", from_class("vit_pytorch.na_vit.NaViT", **VIT), _na_vit_inputs, _na_vit_grouped
    ),
    ModelCase(
        "vit_pytorch.na_vit.NaViT, grouping",
        from_class("vit_pytorch.na_vit.NaViT", **VIT),
        _na_vit_inputs,
        _na_vit_ungrouped,
    ),
    ModelCase(
        "vit_pytorch.na_vit_nested_tensor.NaViT",
        from_class("vit_pytorch.na_vit_nested_tensor.NaViT", **VIT),
        _na_vit_inputs,
        lambda model, inputs: model(list(inputs.values())),
    ),
]

SUITE = Suite(
    package="vit-pytorch",
    imports=("vit_pytorch",),
    cases=[
        *(
            ModelCase(
                f"vit_pytorch.{name}", from_class(f"vit_pytorch.{name}", **arguments), inputs, gradients=name in TRAINED
            )
            for name, arguments, inputs in PLAIN
        ),
        *SPECIAL,
    ],
    stubs=("torchvision", "torchaudio"),
)
