"""diffusers: models (diffusers_models), schedulers, and whole pipelines with transformers' text encoder, all small."""

from __future__ import annotations

import json
import string
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from tests.packages.diffusers_models import (
    CONDITIONED,
    MODELS,
    arrays,
    autoencoder,
    case,
    conditioned,
    model,
    module,
    unconditioned,
)
from tests.support.model_cases import ModelCase, NoModel, Suite, nothing

NOISY = arrays(sample=(1, 4, 8, 8), noise=(1, 4, 8, 8))


def _steps(name: str, count: int = 6, given: Mapping[str, Any] | None = None, **config: Any) -> ModelCase:
    """The samples of every step, of a model that is a fixed function of its input."""

    def run(model: Any, inputs: Mapping[str, Any]) -> Any:
        scheduler = getattr(module(), name)(**config)
        scheduler.set_timesteps(count, **(given or {}))
        x = inputs["sample"] * getattr(scheduler, "init_noise_sigma", 1.0)
        found = [scheduler.timesteps]
        for t in scheduler.timesteps:
            scaled = scheduler.scale_model_input(x, t) if hasattr(scheduler, "scale_model_input") else x
            x = scheduler.step(scaled * 0.6 + inputs["noise"] * 0.3, t, x).prev_sample
            found.append(x)
        return found

    said = ", ".join(f"{key}={value!r}" for key, value in {**config, **(given or {})}.items())
    return case(f"{name}({said})", nothing, NOISY, run, draws=True)


def _noised(name: str, **config: Any) -> ModelCase:
    """Samples with noise of several times added, as in training."""

    def inputs(rng: np.random.Generator) -> dict[str, np.ndarray]:
        found = arrays(sample=(3, 4, 8, 8), noise=(3, 4, 8, 8))(rng)
        return {**found, "times": np.array([3, 500, 998])}

    def run(model: Any, inputs: Mapping[str, Any]) -> Any:
        scheduler = getattr(module(), name)(**config)
        found = [scheduler.add_noise(inputs["sample"], inputs["noise"], inputs["times"])]
        if name.startswith("DD"):
            found.append(scheduler.get_velocity(inputs["sample"], inputs["noise"], inputs["times"]))
        return found

    return case(f"{name}.add_noise", nothing, inputs, run)


SCHEDULERS = [
    _steps("DDIMScheduler"),
    _steps("DDIMScheduler", beta_schedule="scaled_linear", prediction_type="v_prediction", timestep_spacing="trailing"),
    _steps("DDIMScheduler", rescale_betas_zero_snr=True, thresholding=True, clip_sample=False),
    _steps("DDIMInverseScheduler"),
    _steps("DDPMScheduler"),
    _steps("DDPMScheduler", variance_type="fixed_large", beta_schedule="squaredcos_cap_v2", prediction_type="sample"),
    _steps("EulerDiscreteScheduler"),
    _steps("EulerDiscreteScheduler", use_karras_sigmas=True, timestep_spacing="trailing"),
    _steps("EulerDiscreteScheduler", use_beta_sigmas=True, prediction_type="v_prediction"),
    _steps("EulerDiscreteScheduler", use_exponential_sigmas=True, final_sigmas_type="sigma_min"),
    _steps("EulerAncestralDiscreteScheduler"),
    _steps("EulerAncestralDiscreteScheduler", rescale_betas_zero_snr=True, prediction_type="v_prediction"),
    _steps("HeunDiscreteScheduler"),
    _steps("LMSDiscreteScheduler"),
    _steps("LMSDiscreteScheduler", use_karras_sigmas=True),
    _steps("PNDMScheduler"),
    _steps("PNDMScheduler", skip_prk_steps=True, set_alpha_to_one=True),
    _steps("DPMSolverMultistepScheduler"),
    _steps("DPMSolverMultistepScheduler", algorithm_type="sde-dpmsolver++", use_karras_sigmas=True),
    _steps("DPMSolverMultistepScheduler", algorithm_type="dpmsolver", final_sigmas_type="sigma_min", solver_order=3),
    _steps("DPMSolverMultistepScheduler", use_lu_lambdas=True, euler_at_final=True, solver_type="heun"),
    _steps("DPMSolverMultistepInverseScheduler"),
    _steps("DPMSolverSinglestepScheduler"),
    _steps("DEISMultistepScheduler"),
    _steps("UniPCMultistepScheduler"),
    _steps("KDPM2DiscreteScheduler"),
    _steps("KDPM2AncestralDiscreteScheduler"),
    _steps("LCMScheduler", 4),
    _steps("TCDScheduler", 4),
    _steps("IPNDMScheduler"),
    _steps("SASolverScheduler"),
    _steps("EDMEulerScheduler"),
    _steps("EDMDPMSolverMultistepScheduler"),
    _steps("UnCLIPScheduler"),
    _steps("CMStochasticIterativeScheduler", 4),
    _steps("FlowMatchEulerDiscreteScheduler"),
    _steps("FlowMatchEulerDiscreteScheduler", given={"mu": 0.8}, use_dynamic_shifting=True),
    _steps("FlowMatchEulerDiscreteScheduler", stochastic_sampling=True, shift=3.0),
    _steps("FlowMatchHeunDiscreteScheduler"),
    _steps("FlowMatchLCMScheduler"),
    *map(_noised, ("DDPMScheduler", "DDIMScheduler", "EulerDiscreteScheduler", "DPMSolverMultistepScheduler")),
]


class Components(NoModel):
    """Several models as one: the state dict has their names before its keys."""

    def __init__(self, pipeline: Any, **models: Any) -> None:
        self.pipeline = pipeline
        self.models = models

    def state_dict(self) -> dict[str, Any]:
        models = self.models.items()
        return {f"{name}.{key}": value for name, model in models for key, value in model.state_dict().items()}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        for name, part in self.models.items():
            own = {key.removeprefix(f"{name}."): value for key, value in state.items() if key.startswith(f"{name}.")}
            getattr(part, "set_state_dict", part.load_state_dict)(own)

    set_state_dict = load_state_dict

    def eval(self) -> None:
        for part in self.models.values():
            part.eval()


#: Pieces of words that the tokenizer joins, in their order.
MERGES = ("c a", "ca t</w>", "b o", "bo x</w>", "r e", "re d</w>")


def _tokenizer(kind: Any) -> Any:
    letters = [letter + end for end in ("", "</w>") for letter in string.ascii_lowercase]
    vocabulary = [*letters, *("".join(pair.split()) for pair in MERGES), "<|startoftext|>", "<|endoftext|>"]
    with tempfile.TemporaryDirectory() as folder:
        words, pairs = Path(folder) / "vocab.json", Path(folder) / "merges.txt"
        words.write_text(json.dumps({word: number for number, word in enumerate(vocabulary)}), encoding="utf-8")
        pairs.write_text("\n".join(["#version: 0.2", *MERGES]), encoding="utf-8")
        return kind(str(words), str(pairs), model_max_length=16)


def _text_encoder(kind: Any) -> Any:
    config = kind.config_class(
        hidden_size=24,
        intermediate_size=37,
        num_attention_heads=4,
        num_hidden_layers=2,
        vocab_size=64,
        max_position_embeddings=16,
        bos_token_id=58,
        eos_token_id=59,
        pad_token_id=59,
    )
    return kind(config)


def stable_diffusion(
    scheduler: str = "DDIMScheduler", kind: str = "StableDiffusionPipeline", **others: Callable[[], Any]
) -> Callable[[], Any]:
    """A builder of a pipeline from text, or from text and an image."""

    def build() -> Any:
        pipeline = getattr(module(), kind)
        names = vars(sys.modules[pipeline.__module__])
        models = {
            "vae": autoencoder(latent_channels=4)(),
            "text_encoder": _text_encoder(names["CLIPTextModel"]),
            "unet": conditioned()(),
            **{name: make() for name, make in others.items()},
        }
        made = pipeline(
            **models,
            tokenizer=_tokenizer(names["CLIPTokenizer"]),
            scheduler=getattr(module(), scheduler)(beta_schedule="scaled_linear"),
            safety_checker=None,
            feature_extractor=None,
            requires_safety_checker=False,
        )
        made.set_progress_bar_config(disable=True)
        return Components(made, **models)

    return build


def unconditional(kind: str, scheduler: str) -> Callable[[], Any]:
    def build() -> Any:
        unet = unconditioned()()
        made = getattr(module(), kind)(unet=unet, scheduler=getattr(module(), scheduler)())
        made.set_progress_bar_config(disable=True)
        return Components(made, unet=unet)

    return build


def _pictures(rng: np.random.Generator) -> dict[str, np.ndarray]:
    return {"image": rng.random((1, 3, 32, 32)).astype("float32")}


def _from_text(model: Any, inputs: Mapping[str, Any]) -> Any:
    pipeline = model.pipeline
    ids = pipeline.tokenizer(["red cat", "a box"], padding="max_length", truncation=True).input_ids
    found = pipeline(["red cat", "a box"], height=32, width=32, num_inference_steps=3, output_type="np")
    more = pipeline(
        "a red box", negative_prompt="cat", height=32, width=32, num_inference_steps=2, guidance_scale=2.0,
        output_type="latent",
    )  # fmt: skip
    return [ids, found.images, more.images]


def _from_image(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.pipeline(
        "red cat", image=inputs["image"], strength=0.7, num_inference_steps=4, output_type="np"
    ).images


def _controlled(model: Any, inputs: Mapping[str, Any]) -> Any:
    given = {"height": 32, "width": 32, "num_inference_steps": 2, "output_type": "np"}
    return model.pipeline("red cat", image=inputs["image"], **given).images


def _saved(model: Any, inputs: Mapping[str, Any]) -> Any:
    """Saved as safetensors, loaded again, and run; a scheduler's configuration too."""
    scheduler = module().DDIMScheduler(beta_schedule="linear", clip_sample=False)
    with tempfile.TemporaryDirectory() as folder:
        model.save_pretrained(folder)
        scheduler.save_pretrained(folder)
        files = sorted(path.relative_to(folder).as_posix() for path in Path(folder).rglob("*") if path.is_file())
        loaded = type(model).from_pretrained(folder, low_cpu_mem_usage=False)
        other = type(scheduler).from_pretrained(folder)
    return [files, loaded(**inputs).sample, other.config.beta_schedule, other.config.clip_sample, other.betas]


def _unconditioned_run(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model.pipeline(batch_size=2, num_inference_steps=3, output_type="np").images


CONTROL = model(
    "ControlNetModel",
    block_out_channels=(16, 32),
    layers_per_block=1,
    cross_attention_dim=24,
    attention_head_dim=4,
    norm_num_groups=8,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    conditioning_embedding_out_channels=(8, 16),
)

#: Their keep: positions that are counted, not learned.
COUNTED = r"position_ids"
PIPELINES = [
    case("StableDiffusionPipeline, DDIM", stable_diffusion(), _pictures, _from_text, draws=True, keep=COUNTED),
    case(
        "StableDiffusionPipeline, Euler",
        stable_diffusion("EulerDiscreteScheduler"),
        _pictures,
        _from_text,
        draws=True,
        keep=COUNTED,
    ),
    case("UNet2DConditionModel.save_pretrained", conditioned(), CONDITIONED, _saved),
    case(
        "StableDiffusionImg2ImgPipeline",
        stable_diffusion("DPMSolverMultistepScheduler", "StableDiffusionImg2ImgPipeline"),
        _pictures,
        _from_image,
        draws=True,
        keep=COUNTED,
    ),
    case(
        "StableDiffusionControlNetPipeline",
        stable_diffusion("UniPCMultistepScheduler", "StableDiffusionControlNetPipeline", controlnet=CONTROL),
        _pictures,
        _controlled,
        draws=True,
        keep=COUNTED,
    ),
    case("DDPMPipeline", unconditional("DDPMPipeline", "DDPMScheduler"), _pictures, _unconditioned_run, draws=True),
    case("DDIMPipeline", unconditional("DDIMPipeline", "DDIMScheduler"), _pictures, _unconditioned_run, draws=True),
]

#: Pipelines in JAX, without torch.
FLAX = tuple(
    f"diffusers.pipelines.{name}"
    for name in (
        "controlnet.pipeline_flax_controlnet",
        "stable_diffusion.pipeline_flax_stable_diffusion",
        "stable_diffusion.pipeline_flax_stable_diffusion_img2img",
        "stable_diffusion.pipeline_flax_stable_diffusion_inpaint",
        "stable_diffusion.safety_checker_flax",
        "stable_diffusion_xl.pipeline_flax_stable_diffusion_xl",
    )
)
SUITE = Suite(
    package="diffusers",
    imports=("diffusers",),
    cases=[*MODELS, *SCHEDULERS, *PIPELINES],
    along=("transformers",),
    preload=(
        *(f"diffusers.{name}" for name in ("models.unets", "models.transformers", "models.controlnets")),
        *("diffusers.models.autoencoders", "diffusers.models.adapter", "diffusers.schedulers"),
        *("diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion", "diffusers.pipelines.controlnet"),
    ),
    stubs=(
        *("consisid_eva_clip", "cv2", "facexlib", "flax", "gguf", "insightface", "jax", "k_diffusion"),
        *("msgpack", "sentencepiece", "torchsde"),
    ),
    not_importable={
        **dict.fromkeys(FLAX, "needs Flax itself, no stand-in: classes that are there with it only"),
        "diffusers.pipelines.deprecated.spectrogram_diffusion.midi_utils": "asks for a release of note-seq",
    },
    libraries=(
        *("scipy", "tqdm", "regex", "tokenizers", "huggingface-hub"),
        *("requests", "urllib3", "charset-normalizer", "ftfy", "wcwidth"),
    ),
)
