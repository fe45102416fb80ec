"""The part of diffusers that is converted and run where time is short: all its models, few of its pipelines."""

from __future__ import annotations

from dataclasses import replace

from tests.packages import diffusers_suite

SUITE = replace(
    diffusers_suite.SUITE,
    imports=("diffusers.models", "diffusers.schedulers"),
    parts={
        "diffusers": ("guiders", "hooks", "loaders", "models", "pipelines", "quantizers", "schedulers", "utils"),
        "diffusers/pipelines": ("controlnet", "ddim", "ddpm", "stable_diffusion"),
        "transformers/models": ("auto", "clip", "siglip"),
    },
)
