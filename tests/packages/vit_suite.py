"""The models of vit-pytorch, each with a configuration that runs in a second."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, from_class, images

COMMON: dict[str, Any] = dict(dim=32, depth=2, heads=2, mlp_dim=48, num_classes=10)
VIT: dict[str, Any] = dict(COMMON, image_size=32, patch_size=8, dim_head=16)
VIDEO: dict[str, Any] = dict(COMMON, image_size=16, frames=4, image_patch_size=8, frame_patch_size=2, dim_head=16)
IMAGE = images(2, 3, 32, 32)
CLIP = images(2, 3, 4, 16, 16)

#: (module.Class, arguments, inputs): models whose call takes the inputs and nothing else.
PLAIN: list[tuple[str, dict[str, Any], Any]] = [
    ("vit.ViT", VIT, IMAGE),
    ("simple_vit.SimpleViT", VIT, IMAGE),
    ("ats_vit.ViT", dict(VIT, max_tokens_per_depth=(32, 24)), IMAGE),
    ("attn_residual_with_dca_simple_vit.SimpleViT", VIT, IMAGE),
    ("cait.CaiT", dict(VIT, cls_depth=1), IMAGE),
    (
        "cct.CCT",
        dict(
            img_size=32,
            embedding_dim=32,
            num_layers=2,
            num_heads=2,
            mlp_ratio=2,
            num_classes=10,
            positional_embedding="learnable",
        ),
        IMAGE,
    ),
    (
        "cct_3d.CCT",
        dict(
            img_size=16,
            num_frames=4,
            embedding_dim=32,
            num_layers=2,
            num_heads=2,
            mlp_ratio=2,
            num_classes=10,
            positional_embedding="sine",
        ),
        CLIP,
    ),
    (
        "cross_vit.CrossViT",
        dict(
            image_size=32,
            num_classes=10,
            sm_dim=32,
            lg_dim=48,
            sm_patch_size=4,
            sm_enc_heads=2,
            sm_enc_mlp_dim=40,
            sm_enc_dim_head=16,
            lg_patch_size=8,
            lg_enc_depth=2,
            lg_enc_heads=2,
            lg_enc_mlp_dim=40,
            lg_enc_dim_head=16,
            cross_attn_heads=2,
            cross_attn_dim_head=16,
            depth=2,
        ),
        IMAGE,
    ),
    (
        "crossformer.CrossFormer",
        dict(
            dim=(32, 32, 64, 64),
            depth=(1, 1, 1, 1),
            global_window_size=(4, 2, 2, 1),
            local_window_size=2,
            num_classes=10,
        ),
        images(1, 3, 64, 64),
    ),
    (
        "cvt.CvT",
        dict(
            num_classes=10, s1_emb_dim=16, s2_emb_dim=24, s3_emb_dim=32, s2_heads=1, s2_depth=1, s3_heads=2, s3_depth=1
        ),
        images(2, 3, 64, 64),
    ),
    ("deepvit.DeepViT", VIT, IMAGE),
    ("jet_vit.JetViT", dict(VIT, window_size=2, attn_layers=["LA", "WA"]), IMAGE),
    ("jumbo_vit.JumboViT", dict(VIT, num_jumbo_cls=1, jumbo_cls_k=3), IMAGE),
    (
        "levit.LeViT",
        dict(
            image_size=64,
            num_classes=10,
            stages=3,
            dim=(16, 24, 32),
            depth=1,
            heads=(2, 3, 4),
            mlp_mult=2,
            dim_key=8,
            dim_value=16,
        ),
        images(2, 3, 64, 64),
    ),
    (
        "look_vit.LookViT",
        dict(
            dim=32,
            image_size=32,
            num_classes=10,
            depth=2,
            patch_size=8,
            heads=2,
            mlp_factor=2,
            dim_head=16,
            highres_patch_size=4,
            highres_mlp_factor=2,
            cross_attn_heads=2,
            cross_attn_dim_head=16,
        ),
        IMAGE,
    ),
    (
        "looped_vit.LoopedViT",
        dict(
            num_classes=10,
            dim=32,
            image_size=32,
            patch_size=8,
            pre_loop_depth=1,
            num_looped_blocks=2,
            post_loop_depth=1,
            loop_depth=2,
            heads=2,
            dim_head=16,
            mlp_dim=48,
        ),
        IMAGE,
    ),
    (
        "max_vit.MaxViT",
        dict(num_classes=10, dim=16, depth=(1, 1), dim_head=8, dim_conv_stem=16, window_size=4),
        images(1, 3, 32, 32),
    ),
    (
        "max_vit_with_registers.MaxViT",
        dict(num_classes=10, dim=16, depth=(1, 1), dim_head=8, dim_conv_stem=16, window_size=4),
        images(1, 3, 32, 32),
    ),
    (
        "mobile_vit.MobileViT",
        dict(
            image_size=(64, 64),
            dims=[24, 32, 40],
            num_classes=10,
            depths=(1, 1, 1),
            channels=[8, 16, 16, 16, 24, 24, 32, 32, 40, 40, 48],
        ),
        images(1, 3, 64, 64),
    ),
    ("mp3.ViT", VIT, IMAGE),
    (
        "nest.NesT",
        dict(
            image_size=32,
            patch_size=4,
            num_classes=10,
            dim=16,
            heads=2,
            num_hierarchies=3,
            block_repeats=(1, 1, 1),
            dim_head=8,
        ),
        IMAGE,
    ),
    ("normalized_vit.nViT", VIT, IMAGE),
    ("parallel_vit.ViT", VIT, IMAGE),
    ("pit.PiT", dict(VIT, depth=(1, 1, 1), image_size=32, patch_size=8), IMAGE),
    (
        "regionvit.RegionViT",
        dict(dim=(16, 16, 32, 32), depth=(1, 1, 1, 1), window_size=2, num_classes=10, use_peg=True),
        images(1, 3, 64, 64),
    ),
    ("rvt.RvT", VIT, IMAGE),
    (
        "scalable_vit.ScalableViT",
        dict(
            num_classes=10,
            dim=16,
            heads=(2, 2),
            depth=(1, 1),
            ssa_dim_key=(8, 8),
            reduction_factor=(2, 1),
            window_size=(4, None),
        ),
        images(1, 3, 32, 32),
    ),
    (
        "sep_vit.SepViT",
        dict(num_classes=10, dim=16, dim_head=8, heads=(1, 2), depth=(1, 1), window_size=7),
        images(1, 3, 56, 56),
    ),
    ("simple_flash_attn_vit.SimpleViT", dict(VIT, use_flash=True), IMAGE),
    ("simple_flash_attn_vit_3d.SimpleViT", VIDEO, CLIP),
    ("simple_uvit.SimpleUViT", VIT, IMAGE),
    ("simple_vit_1d.SimpleViT", dict(COMMON, seq_len=64, patch_size=8, dim_head=16), images(2, 3, 64)),
    ("simple_vit_3d.SimpleViT", VIDEO, CLIP),
    ("simple_vit_attn_residual.SimpleViTAttnResidual", VIT, IMAGE),
    ("simple_vit_orthog_residual_update.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_fft.SimpleViT", dict(VIT, freq_patch_size=8), IMAGE),
    ("simple_vit_with_hyper_connections.SimpleViT", dict(VIT, num_residual_streams=2), IMAGE),
    ("simple_vit_with_patch_dropout.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_qk_norm.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_register_tokens.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_relative_proj_pos_bias.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_sparse_gating.SimpleViTWithSparseGating", VIT, IMAGE),
    ("simple_vit_with_specialized_cls.SimpleViT", VIT, IMAGE),
    ("simple_vit_with_value_residual.SimpleViT", VIT, IMAGE),
    ("t2t.T2TViT", dict(COMMON, image_size=32, dim_head=16, t2t_layers=((7, 4), (3, 2))), IMAGE),
    (
        "twins_svt.TwinsSVT",
        dict(
            num_classes=10,
            s1_emb_dim=16,
            s1_local_patch_size=2,
            s1_global_k=2,
            s2_emb_dim=16,
            s2_local_patch_size=2,
            s2_global_k=2,
            s3_emb_dim=32,
            s3_local_patch_size=2,
            s3_global_k=2,
            s3_depth=1,
            s4_emb_dim=32,
            s4_local_patch_size=2,
            s4_global_k=2,
            s4_depth=1,
        ),
        images(1, 3, 64, 64),
    ),
    ("vat.ViT", VIT, IMAGE),
    (
        "vat_siglip.SigLIP",
        dict(image_size=28, patch_size=14, dim=32, depth=2, heads=2, mlp_dim=48),
        images(2, 3, 28, 28),
    ),
    ("vit_1d.ViT", dict(COMMON, seq_len=64, patch_size=8, dim_head=16), images(2, 3, 64)),
    ("vit_3d.ViT", VIDEO, CLIP),
    ("vit_5.ViT", VIT, IMAGE),
    ("vit_detpool.ViTDetPool", VIT, IMAGE),
    ("vit_for_small_dataset.ViT", VIT, IMAGE),
    ("vit_nd.ViTND", dict(COMMON, ndim=3, input_shape=(4, 16, 16), patch_size=(2, 8, 8), dim_head=16), CLIP),
    ("vit_nd_pope.ViTND", dict(COMMON, ndim=2, input_shape=32, patch_size=8, dim_head=16), IMAGE),
    ("vit_nd_rotary.ViTND", dict(COMMON, ndim=2, input_shape=32, patch_size=8, dim_head=16), IMAGE),
    ("vit_with_decorr.ViT", VIT, IMAGE),
    ("vit_with_keel_post_ln.ViT", VIT, IMAGE),
    ("vit_with_patch_dropout.ViT", VIT, IMAGE),
    ("vit_with_patch_merger.ViT", dict(VIT, patch_merge_layer=1, patch_merge_num_tokens=4), IMAGE),
    (
        "vivit.ViViT",
        dict(
            VIDEO_TWO := {**{k: v for k, v in VIDEO.items() if k != "depth"}, "spatial_depth": 1, "temporal_depth": 1}
        ),
        CLIP,
    ),
    ("vivit_with_moss.ViViT", dict(VIDEO_TWO, moss_hidden_dim=8), CLIP),
    ("wwt.WWT", dict(VIT, num_slots=4), IMAGE),
    ("xcit.XCiT", dict(VIT, cls_depth=1), IMAGE),
    ("vit_with_patch_merger.PatchMerger", dict(dim=32, num_tokens_out=4), images(2, 16, 32, name="tokens")),
    (
        "levjepa.VideoTransformer",
        dict(
            dim=32, depth=2, heads=2, mlp_dim=48, image_size=16, patch_size=8, frames=4, dim_head=16, block_causal=False
        ),
        CLIP,
    ),
    (
        "levjepa_nd.NDTransformer",
        dict(ndim=2, input_shape=(32, 32), patch_size=(8, 8), dim=32, depth=2, heads=2, mlp_dim=48, dim_head=16),
        IMAGE,
    ),
]
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
