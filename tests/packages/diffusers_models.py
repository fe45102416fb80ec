"""Models of diffusers, small: U-Nets, autoencoders, transformers, ControlNets and adapters."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, images

SIZE = 16
CROSS = 24


def module(name: str = "") -> Any:
    return importlib.import_module("diffusers" + (f".{name}" if name else ""))


def model(name: str, **arguments: Any) -> Callable[[], Any]:
    """A builder of a model that diffusers exports."""
    return lambda: getattr(module(), name)(**arguments)


def case(name: str, build: Callable[[], Any], inputs: Any, run: Any = None, **more: Any) -> ModelCase:
    if run is not None:
        more["run"] = run
    return ModelCase(f"diffusers {name}", build, inputs, **more)


def sample(model: Any, inputs: Mapping[str, Any]) -> Any:
    """The output of a model whose parameters are called as the inputs are."""
    return model(**inputs, return_dict=False)[0]


def arrays(**wanted: tuple[int, ...] | int | float) -> Callable[[np.random.Generator], Arrays]:
    """Standard normal values of a shape; a number stands for itself, in an array of one."""

    def make(rng: np.random.Generator) -> Arrays:
        found: Arrays = {}
        for name, shape in wanted.items():
            if isinstance(shape, tuple):
                found[name] = rng.standard_normal(shape).astype("float32")
            else:
                found[name] = np.array([shape], dtype="int64" if isinstance(shape, int) else "float32")
        return found

    return make


CONDITION = {
    "sample_size": SIZE,
    "block_out_channels": (16, 32),
    "layers_per_block": 1,
    "cross_attention_dim": CROSS,
    "attention_head_dim": 4,
    "norm_num_groups": 8,
    "down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D"),
    "up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D"),
}
CONDITIONED = arrays(sample=(2, 4, SIZE, SIZE), timestep=37, encoder_hidden_states=(2, 5, CROSS))


def conditioned(**changes: Any) -> Callable[[], Any]:
    return model("UNet2DConditionModel", **{**CONDITION, **changes})


def with_classes(of: Callable[[np.random.Generator], Arrays], classes: int) -> Callable[[np.random.Generator], Arrays]:
    def make(rng: np.random.Generator) -> Arrays:
        return {**of(rng), "class_labels": rng.integers(0, classes, (2,))}

    return make


def with_masks(rng: np.random.Generator) -> Arrays:
    found = CONDITIONED(rng)
    mask = np.ones((2, 5), dtype="float32")
    mask[0, 3:] = mask[1, 1:2] = 0
    return {**found, "encoder_attention_mask": mask}


def processed_by(name: str, **arguments: Any) -> Callable[[Any, Mapping[str, Any]], Any]:
    """Runs with another attention processor."""

    def run(model: Any, inputs: Mapping[str, Any]) -> Any:
        kept = model.attn_processors
        model.set_attn_processor(getattr(module("models.attention_processor"), name)(**arguments))
        found = sample(model, inputs)
        model.set_attn_processor(kept)
        return found

    return run


def fused(model: Any, inputs: Mapping[str, Any]) -> Any:
    model.fuse_qkv_projections()
    found = sample(model, inputs)
    model.unfuse_qkv_projections()
    return [found, sample(model, inputs)]


def with_free_u(model: Any, inputs: Mapping[str, Any]) -> Any:
    model.enable_freeu(s1=0.9, s2=0.2, b1=1.2, b2=1.4)
    return sample(model, inputs)


def in_slices(model: Any, inputs: Mapping[str, Any]) -> Any:
    model.set_attention_slice("auto")
    return sample(model, inputs)


def text_and_time(model: Any, inputs: Mapping[str, Any]) -> Any:
    """What SDXL adds: pooled text and the sizes of the image."""
    added = {"text_embeds": inputs["text"], "time_ids": inputs["sizes"]}
    return model(inputs["sample"], 21, inputs["encoder_hidden_states"], added_cond_kwargs=added).sample


def with_residuals(model: Any, inputs: Mapping[str, Any]) -> Any:
    """A ControlNet's outputs, which a U-Net is then given."""
    down, mid = model(
        inputs["sample"],
        17,
        inputs["encoder_hidden_states"],
        controlnet_cond=inputs["image"],
        conditioning_scale=0.7,
        return_dict=False,
    )
    return [*down, mid]


U_NETS = [
    case("UNet2DConditionModel", conditioned(), CONDITIONED, sample, gradients=True),
    case(
        "UNet2DConditionModel, linear projections and two heads",
        conditioned(use_linear_projection=True, attention_head_dim=(2, 4), transformer_layers_per_block=2),
        CONDITIONED,
        sample,
    ),
    case(
        "UNet2DConditionModel, attention masks",
        conditioned(only_cross_attention=(True, False)),
        with_masks,
        sample,
    ),
    case(
        "UNet2DConditionModel, classes",
        conditioned(num_class_embeds=6),
        with_classes(CONDITIONED, 6),
        sample,
        gradients=True,
    ),
    case(
        "UNet2DConditionModel, blocks that resample in their ResNets",
        conditioned(
            down_block_types=("ResnetDownsampleBlock2D", "SimpleCrossAttnDownBlock2D"),
            mid_block_type="UNetMidBlock2DSimpleCrossAttn",
            up_block_types=("SimpleCrossAttnUpBlock2D", "ResnetUpsampleBlock2D"),
            resnet_time_scale_shift="scale_shift",
            only_cross_attention=True,
        ),
        CONDITIONED,
        sample,
    ),
    case(
        "UNet2DConditionModel, text and time (SDXL)",
        conditioned(
            addition_embed_type="text_time", addition_time_embed_dim=4, projection_class_embeddings_input_dim=12 + 24
        ),
        arrays(sample=(2, 4, SIZE, SIZE), encoder_hidden_states=(2, 5, CROSS), text=(2, 12), sizes=(2, 6)),
        text_and_time,
    ),
    case(
        "UNet2DConditionModel, time cond and upcast attention",
        conditioned(time_cond_proj_dim=10, upcast_attention=True, encoder_hid_dim=CROSS, act_fn="gelu"),
        arrays(sample=(2, 4, SIZE, SIZE), timestep=3, encoder_hidden_states=(2, 5, CROSS), timestep_cond=(2, 10)),
        sample,
    ),
    case("UNet2DConditionModel, AttnProcessor", conditioned(), CONDITIONED, processed_by("AttnProcessor")),
    case("UNet2DConditionModel, AttnProcessor2_0", conditioned(), with_masks, processed_by("AttnProcessor2_0")),
    case(
        "UNet2DConditionModel, SlicedAttnProcessor",
        conditioned(),
        CONDITIONED,
        processed_by("SlicedAttnProcessor", slice_size=2),
    ),
    case("UNet2DConditionModel, attention in slices", conditioned(), CONDITIONED, in_slices),
    case("UNet2DConditionModel, fused projections", conditioned(), CONDITIONED, fused),
    case("UNet2DConditionModel, FreeU", conditioned(), CONDITIONED, with_free_u),
]
UNCONDITIONED = arrays(sample=(2, 3, SIZE, SIZE), timestep=11)


def unconditioned(**changes: Any) -> Callable[[], Any]:
    arguments = {
        "sample_size": SIZE,
        "block_out_channels": (16, 32),
        "layers_per_block": 1,
        "norm_num_groups": 8,
        "attention_head_dim": 4,
        "down_block_types": ("DownBlock2D", "AttnDownBlock2D"),
        "up_block_types": ("AttnUpBlock2D", "UpBlock2D"),
    }
    return model("UNet2DModel", **{**arguments, **changes})


U_NETS += [
    case("UNet2DModel", unconditioned(), UNCONDITIONED, sample, gradients=True),
    case(
        "UNet2DModel, skip blocks and Fourier times",
        unconditioned(
            down_block_types=("SkipDownBlock2D", "AttnSkipDownBlock2D"),
            up_block_types=("AttnSkipUpBlock2D", "SkipUpBlock2D"),
            time_embedding_type="fourier",
            block_out_channels=(32, 64),
            norm_num_groups=32,
            norm_eps=1e-6,
        ),
        arrays(sample=(2, 3, SIZE, SIZE), timestep=0.7),
        sample,
        keep=r"time_proj\.weight",
    ),
    case(
        "UNet2DModel, classes and resampling ResNets",
        unconditioned(num_class_embeds=4, downsample_type="resnet", upsample_type="resnet"),
        with_classes(UNCONDITIONED, 4),
        sample,
    ),
    case(
        "UNet1DModel",
        model(
            "UNet1DModel",
            sample_size=64,
            in_channels=6,
            out_channels=6,
            down_block_types=("DownResnetBlock1D", "DownResnetBlock1D"),
            up_block_types=("UpResnetBlock1D",),
            mid_block_type="MidResTemporalBlock1D",
            out_block_type="OutConv1DBlock",
            time_embedding_type="positional",
            use_timestep_embedding=True,
            flip_sin_to_cos=False,
            freq_shift=1.0,
            block_out_channels=(16, 32),
            act_fn="swish",
        ),
        arrays(sample=(2, 6, 16), timestep=10),
        sample,
    ),
    case(
        "UNet3DConditionModel",
        model(
            "UNet3DConditionModel",
            block_out_channels=(8, 16),
            layers_per_block=1,
            norm_num_groups=4,
            cross_attention_dim=CROSS,
            attention_head_dim=4,
            down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
            up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        ),
        arrays(sample=(1, 4, 3, 8, 8), timestep=9, encoder_hidden_states=(1, 5, CROSS)),
        sample,
    ),
    case(
        "ControlNetModel",
        model(
            "ControlNetModel",
            **{name: value for name, value in CONDITION.items() if name not in ("sample_size", "up_block_types")},
            conditioning_embedding_out_channels=(8, 16),
        ),
        arrays(sample=(2, 4, SIZE, SIZE), encoder_hidden_states=(2, 5, CROSS), image=(2, 3, 2 * SIZE, 2 * SIZE)),
        with_residuals,
        gradients=True,
    ),
    case(
        "T2IAdapter",
        model("T2IAdapter", channels=[8, 16, 16], num_res_blocks=1, downscale_factor=4),
        images(2, 3, 32, 32),
    ),
    case(
        "T2IAdapter, light",
        model("T2IAdapter", channels=[8, 16, 16], num_res_blocks=1, downscale_factor=4, adapter_type="light_adapter"),
        images(2, 3, 32, 32),
    ),
]


def autoencoder(**changes: Any) -> Callable[[], Any]:
    arguments = {
        "block_out_channels": (8, 16),
        "down_block_types": ("DownEncoderBlock2D",) * 2,
        "up_block_types": ("UpDecoderBlock2D",) * 2,
        "norm_num_groups": 4,
        "sample_size": 32,
    }
    return model("AutoencoderKL", **{**arguments, **changes})


def latents(model: Any, inputs: Mapping[str, Any]) -> Any:
    """Encoded, drawn from the posterior, and decoded."""
    posterior = model.encode(inputs["sample"]).latent_dist
    other = model.encode(inputs["sample"] * 0.5).latent_dist
    drawn = posterior.sample()
    decoded = model.decode(posterior.mode()).sample
    return [posterior.mean, posterior.logvar, drawn, decoded, posterior.kl(), posterior.kl(other), posterior.nll(drawn)]


def coded(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.decode(model.encode(inputs["sample"]).latent_dist.mean).sample


def sliced_and_tiled(model: Any, inputs: Mapping[str, Any]) -> Any:
    model.enable_slicing()
    found = [coded(model, inputs)]
    model.enable_tiling()
    return [*found, coded(model, inputs)]


def quantized(model: Any, inputs: Mapping[str, Any]) -> Any:
    coded = model.encode(inputs["sample"]).latents
    found, loss, (_, _, indices) = model.quantize(coded)
    return [coded, found, loss, indices, model.decode(coded).sample]


def plainly_coded(model: Any, inputs: Mapping[str, Any]) -> Any:
    encoded = model.encode(inputs["sample"], return_dict=False)[0]
    return [encoded, model.decode(encoded, return_dict=False)[0]]


AUTOENCODERS = [
    case("AutoencoderKL", autoencoder(), arrays(sample=(2, 3, 32, 32)), sample, gradients=True),
    case("AutoencoderKL, posterior", autoencoder(), arrays(sample=(2, 3, 16, 16)), latents, draws=True),
    case("AutoencoderKL, slicing and tiling", autoencoder(), arrays(sample=(2, 3, 48, 40)), sliced_and_tiled),
    case("AutoencoderKL, fused projections", autoencoder(), arrays(sample=(1, 3, 16, 16)), fused),
    case(
        "AutoencoderKL, no quantizing convolutions, attention in no block",
        autoencoder(use_quant_conv=False, use_post_quant_conv=False, mid_block_add_attention=False),
        arrays(sample=(1, 3, 16, 16)),
        coded,
    ),
    case(
        "VQModel",
        model(
            "VQModel",
            block_out_channels=(8, 16),
            down_block_types=("DownEncoderBlock2D",) * 2,
            up_block_types=("UpDecoderBlock2D",) * 2,
            norm_num_groups=4,
            num_vq_embeddings=16,
            vq_embed_dim=4,
        ),
        arrays(sample=(1, 3, 16, 16)),
        quantized,
    ),
    case(
        "AutoencoderTiny",
        model(
            "AutoencoderTiny",
            encoder_block_out_channels=(8, 8),
            decoder_block_out_channels=(8, 8),
            num_encoder_blocks=(1, 2),
            num_decoder_blocks=(2, 1),
        ),
        arrays(sample=(1, 3, 16, 16)),
        plainly_coded,
        gradients=True,
    ),
    case(
        "AutoencoderOobleck",
        model(
            "AutoencoderOobleck",
            encoder_hidden_size=8,
            downsampling_ratios=[2, 4],
            channel_multiples=[1, 2],
            decoder_channels=8,
            decoder_input_channels=4,
        ),
        arrays(sample=(1, 2, 64)),
        coded,
        keep=r"\.(alpha|beta)$",
    ),
    case(
        "AsymmetricAutoencoderKL",
        model(
            "AsymmetricAutoencoderKL",
            down_block_types=("DownEncoderBlock2D",) * 2,
            down_block_out_channels=(8, 16),
            up_block_types=("UpDecoderBlock2D",) * 2,
            up_block_out_channels=(8, 16),
            norm_num_groups=4,
        ),
        arrays(sample=(1, 3, 16, 16)),
        sample,
    ),
    case(
        "AutoencoderDC",
        model(
            "AutoencoderDC",
            latent_channels=4,
            attention_head_dim=4,
            encoder_block_types=("ResBlock", "EfficientViTBlock"),
            decoder_block_types=("ResBlock", "EfficientViTBlock"),
            encoder_block_out_channels=(8, 8),
            decoder_block_out_channels=(8, 8),
            encoder_qkv_multiscales=((), (5,)),
            decoder_qkv_multiscales=((), (5,)),
            encoder_layers_per_block=(1, 1),
            decoder_layers_per_block=(1, 1),
        ),
        arrays(sample=(1, 3, 16, 16)),
        plainly_coded,
    ),
]


def _labels_and_times(rng: np.random.Generator) -> Arrays:
    return {
        "hidden_states": rng.standard_normal((2, 4, 8, 8)).astype("float32"),
        "timestep": rng.integers(0, 6, (2,)),
        "class_labels": rng.integers(0, 6, (2,)),
    }


def _flux_inputs(rng: np.random.Generator) -> Arrays:
    ids = np.stack([np.zeros(16), np.arange(16) // 4, np.arange(16) % 4], -1).astype("float32")
    return {
        **arrays(hidden_states=(2, 16, 4), encoder_hidden_states=(2, 5, 32), pooled_projections=(2, 24))(rng),
        "timestep": np.array([0.3, 0.8], "float32"),
        "img_ids": ids,
        "txt_ids": np.zeros((5, 3), "float32"),
        "guidance": np.array([3.5, 2.0], "float32"),
    }


def _times(shape: tuple[int, ...], **others: tuple[int, ...]) -> Callable[[np.random.Generator], Arrays]:
    def make(rng: np.random.Generator) -> Arrays:
        return {**arrays(hidden_states=shape, **others)(rng), "timestep": rng.integers(0, 999, (shape[0],))}

    return make


def _with_no_conditions(model: Any, inputs: Mapping[str, Any]) -> Any:
    added = {"resolution": None, "aspect_ratio": None}
    return model(**inputs, added_cond_kwargs=added, return_dict=False)[0]


TRANSFORMERS = [
    case(
        "Transformer2DModel, spatial",
        model(
            "Transformer2DModel",
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=16,
            norm_num_groups=8,
            cross_attention_dim=CROSS,
        ),
        arrays(hidden_states=(2, 16, 8, 8), encoder_hidden_states=(2, 5, CROSS)),
        sample,
        gradients=True,
    ),
    case(
        "DiTTransformer2DModel",
        model(
            "DiTTransformer2DModel",
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=4,
            out_channels=8,
            num_layers=2,
            sample_size=8,
            num_embeds_ada_norm=6,
        ),
        _labels_and_times,
        sample,
        gradients=True,
        draws=True,
        keep="pos_embed",
    ),
    case(
        "PixArtTransformer2DModel",
        model(
            "PixArtTransformer2DModel",
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            sample_size=8,
            cross_attention_dim=16,
            caption_channels=12,
            use_additional_conditions=False,
        ),
        _times((2, 4, 8, 8), encoder_hidden_states=(2, 5, 12)),
        _with_no_conditions,
        keep="pos_embed",
    ),
    case(
        "SD3Transformer2DModel",
        model(
            "SD3Transformer2DModel",
            sample_size=8,
            patch_size=2,
            in_channels=4,
            num_layers=2,
            attention_head_dim=8,
            num_attention_heads=4,
            joint_attention_dim=32,
            caption_projection_dim=32,
            pooled_projection_dim=24,
            out_channels=4,
            dual_attention_layers=(0,),
            qk_norm="rms_norm",
            pos_embed_max_size=12,
        ),
        _times((2, 4, 8, 8), encoder_hidden_states=(2, 5, 32), pooled_projections=(2, 24)),
        sample,
        gradients=True,
        keep=r"pos_embed\.pos_embed",
    ),
    case(
        "FluxTransformer2DModel",
        model(
            "FluxTransformer2DModel",
            in_channels=4,
            num_layers=1,
            num_single_layers=2,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=24,
            guidance_embeds=True,
            axes_dims_rope=(4, 4, 8),
        ),
        _flux_inputs,
        sample,
        gradients=True,
    ),
    case(
        "SanaTransformer2DModel",
        model(
            "SanaTransformer2DModel",
            in_channels=4,
            out_channels=4,
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            num_cross_attention_heads=2,
            cross_attention_head_dim=8,
            cross_attention_dim=16,
            caption_channels=12,
            sample_size=8,
        ),
        _times((2, 4, 8, 8), encoder_hidden_states=(2, 5, 12)),
        sample,
    ),
    case(
        "PriorTransformer",
        model(
            "PriorTransformer",
            num_attention_heads=2,
            attention_head_dim=8,
            num_layers=2,
            embedding_dim=12,
            num_embeddings=5,
            additional_embeddings=4,
        ),
        arrays(hidden_states=(2, 12), timestep=4, proj_embedding=(2, 12), encoder_hidden_states=(2, 5, 12)),
        sample,
    ),
]
MODELS = [*U_NETS, *AUTOENCODERS, *TRANSFORMERS]
