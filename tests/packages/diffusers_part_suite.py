"""The part of diffusers that tests convert and run: its models, few pipelines, few models of transformers."""

from __future__ import annotations

from dataclasses import replace

from tests.packages import diffusers_suite

#: Beginnings of the cases that are run.
CASES = (
    *("UNet2DConditionModel", "UNet2DConditionModel, AttnProcessor2_0", "AutoencoderKL"),
    *("DDIMScheduler()", "DDIMScheduler(beta", "EulerDiscreteScheduler()", "EulerDiscreteScheduler(use_karras"),
    *("StableDiffusionPipeline, DDIM", "StableDiffusionPipeline, Euler", "UNet2DConditionModel.save_pretrained"),
)
SUITE = replace(
    diffusers_suite.SUITE,
    imports=("diffusers.schedulers",),
    cases=[case for case in diffusers_suite.SUITE.cases if case.name.removeprefix("diffusers ").startswith(CASES)],
    parts={
        "diffusers": ("hooks", "loaders", "models", "pipelines", "quantizers", "schedulers", "utils"),
        "diffusers/pipelines": ("stable_diffusion",),
        "transformers/models": ("auto", "clip", "siglip"),
    },
)
