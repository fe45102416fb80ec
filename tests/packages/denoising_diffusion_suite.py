"""denoising-diffusion-pytorch: its U-Nets, losses and samplers, small, with the same noise in both frameworks."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite

SIZE = 16


def _module(name: str = "") -> Any:
    return importlib.import_module("denoising_diffusion_pytorch" + (f".{name}" if name else ""))


def unet(**changes: Any) -> Any:
    arguments = dict(dim=8, dim_mults=(1, 2), attn_dim_head=8, attn_heads=2)
    return _module().Unet(**{**arguments, **changes})


def _gaussian(**changes: Any) -> Callable[[], Any]:
    def build() -> Any:
        arguments = dict(image_size=SIZE, timesteps=6)
        return _module().GaussianDiffusion(unet(), **{**arguments, **changes})

    return build


def _images_and_times(rng: np.random.Generator) -> Arrays:
    return {
        "image": rng.standard_normal((2, 3, SIZE, SIZE)).astype("float32"),
        "time": rng.integers(0, 6, (2,)),
    }


def _noise_levels(rng: np.random.Generator) -> Arrays:
    return {
        "image": rng.standard_normal((2, 4, SIZE, SIZE)).astype("float32"),
        "time": rng.random((2,)).astype("float32"),
        "classes": rng.integers(0, 5, (2,)),
    }


def _pixels(rng: np.random.Generator) -> Arrays:
    return {"image": rng.random((2, 3, SIZE, SIZE)).astype("float32")}


def _sequences(rng: np.random.Generator) -> Arrays:
    return {"sequence": rng.standard_normal((2, 4, 32)).astype("float32"), "time": rng.integers(0, 6, (2,))}


def _sample(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.sample(batch_size=2)


def _sample_all(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.sample(batch_size=2, return_all_timesteps=True)


def _interpolate(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.interpolate(inputs["image"], inputs["image"].flip(0), t=3, lam=0.3)


def _self_conditioned(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(inputs["image"], inputs["time"], inputs["image"])


def _karras() -> Any:
    return _module().KarrasUnet(
        image_size=SIZE,
        dim=8,
        dim_max=16,
        num_classes=5,
        num_downsamples=1,
        num_blocks_per_stage=1,
        attn_res=(8,),
        attn_dim_head=8,
        dropout=0.0,
    )


def _karras_1d() -> Any:
    return _module().KarrasUnet1D(
        seq_len=32, dim=8, dim_max=16, num_downsamples=1, num_blocks_per_stage=1, attn_res=(16,), attn_dim_head=8
    )


def _karras_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(inputs["image"], inputs["time"], class_labels=inputs["classes"])


def _guided() -> Any:
    module = _module("classifier_free_guidance")
    net = module.Unet(dim=8, dim_mults=(1, 2), num_classes=5, cond_drop_prob=0.5, attn_dim_head=8)
    return module.GaussianDiffusion(net, image_size=SIZE, timesteps=4, sampling_timesteps=2)


def _guided_inputs(rng: np.random.Generator) -> Arrays:
    return {**_pixels(rng), "classes": rng.integers(0, 5, (2,))}


def _guided_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    loss = model(inputs["image"], classes=inputs["classes"])
    return [loss, model.sample(classes=inputs["classes"], cond_scale=3.0)]


def _elucidated() -> Any:
    net = unet(learned_sinusoidal_cond=True)
    return _module().ElucidatedDiffusion(net, image_size=SIZE, num_sample_steps=3)


def _elucidated_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    return [model(inputs["image"]), model.sample(batch_size=2), model.sample_using_dpmpp(batch_size=2)]


def _loss_and_sample(model: Any, inputs: Mapping[str, Any]) -> Any:
    return [model(inputs["image"]), model.sample(batch_size=1)]


def _continuous(kind: str, **changes: Any) -> Callable[[], Any]:
    def build() -> Any:
        net = unet(learned_sinusoidal_cond=True)
        return getattr(_module(), kind)(net, image_size=SIZE, num_sample_steps=3, **changes)

    return build


def _learned_variance() -> Any:
    return _module().LearnedGaussianDiffusion(unet(learned_variance=True), image_size=SIZE, timesteps=5)


def _one_dimension() -> Any:
    net = _module().Unet1D(dim=8, dim_mults=(1, 2), channels=4, attn_dim_head=8)
    return _module().GaussianDiffusion1D(net, seq_length=32, timesteps=4, objective="pred_v")


def _one_dimension_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    return [model.model(inputs["sequence"], inputs["time"]), model(inputs["sequence"]), model.sample(batch_size=1)]


def _uvit() -> Any:
    return _module("simple_diffusion").UViT(
        dim=8, dim_mults=(1, 2), downsample_factor=2, vit_depth=1, vit_dropout=0.0, attn_dim_head=8
    )


def _uvit_inputs(rng: np.random.Generator) -> Arrays:
    return {**_pixels(rng), "time": rng.random((2,)).astype("float32")}


def _ema() -> Any:
    net = unet()
    return importlib.import_module("ema_pytorch").EMA(net, beta=0.9, update_every=1, update_after_step=0)


def _ema_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    for _ in range(3):
        for parameter in model.model.parameters():
            parameter.data *= 0.9
        model.update()
    return [model(inputs["image"], inputs["time"]), model.get_current_decay()]


#: Tables that a sampler computes from its schedule.
TABLES = r"(betas|alphas|posterior|sqrt|log_|loss_weight|snr|recip)[^.]*$"


def _case(name: str, build: Any, inputs: Any, run: Any = None, **more: Any) -> ModelCase:
    more = {"draws": True, "keep": TABLES, **more}
    if run is not None:
        more["run"] = run
    return ModelCase(f"denoising_diffusion_pytorch {name}", build, inputs, **more)


SUITE = Suite(
    package="denoising-diffusion-pytorch",
    imports=("denoising_diffusion_pytorch", "ema_pytorch"),
    cases=[
        _case("Unet", unet, _images_and_times, gradients=True),
        _case("Unet, self-conditioning", lambda: unet(self_condition=True), _images_and_times, _self_conditioned),
        _case(
            "Unet, learned sinusoids",
            lambda: unet(learned_sinusoidal_cond=True, full_attn=(True, False)),
            _images_and_times,
        ),
        _case("Unet, flash attention", lambda: unet(flash_attn=True), _images_and_times),
        _case("GaussianDiffusion, loss", _gaussian(), _pixels, gradients=True),
        _case(
            "GaussianDiffusion, noise and SNR weights",
            _gaussian(objective="pred_noise", min_snr_loss_weight=True, offset_noise_strength=0.1),
            _pixels,
        ),
        _case("GaussianDiffusion, immiscible", _gaussian(immiscible=True, beta_schedule="cosine"), _pixels),
        _case("GaussianDiffusion.sample", _gaussian(), _pixels, _sample),
        _case(
            "GaussianDiffusion.sample, DDIM",
            _gaussian(sampling_timesteps=3, ddim_sampling_eta=0.5, objective="pred_x0"),
            _pixels,
            _sample_all,
        ),
        _case("GaussianDiffusion.interpolate", _gaussian(beta_schedule="linear", timesteps=30), _pixels, _interpolate),
        _case("LearnedGaussianDiffusion", _learned_variance, _pixels, _loss_and_sample),
        _case(
            "ContinuousTimeGaussianDiffusion",
            _continuous("ContinuousTimeGaussianDiffusion", noise_schedule="cosine"),
            _pixels,
            _loss_and_sample,
        ),
        _case(
            "ContinuousTimeGaussianDiffusion, learned schedule",
            _continuous(
                "ContinuousTimeGaussianDiffusion", noise_schedule="learned", learned_schedule_net_hidden_dim=16
            ),
            _pixels,
            _loss_and_sample,
        ),
        _case(
            "VParamContinuousTimeGaussianDiffusion",
            _continuous("VParamContinuousTimeGaussianDiffusion"),
            _pixels,
            _loss_and_sample,
        ),
        _case("ElucidatedDiffusion", _elucidated, _pixels, _elucidated_run),
        _case("classifier-free guidance", _guided, _guided_inputs, _guided_run),
        _case("KarrasUnet", _karras, _noise_levels, _karras_run, gradients=True),
        _case(
            "KarrasUnet1D",
            _karras_1d,
            lambda rng: {"sequence": _sequences(rng)["sequence"], "time": rng.random((2,)).astype("float32")},
        ),
        _case("GaussianDiffusion1D", _one_dimension, _sequences, _one_dimension_run),
        _case("simple diffusion, UViT", _uvit, _uvit_inputs),
        _case("ema_pytorch.EMA", _ema, _images_and_times, _ema_run),
    ],
    stubs=("accelerate", "pytorch_fid"),
    beside=("ema-pytorch",),
    libraries=("scipy", "tqdm"),
)
