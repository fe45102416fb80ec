"""x-transformers: language models, encoder and decoder, images, wrappers; each with one of its many options or more."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images

TOKENS, LENGTH, DIM = 24, 12, 32


def _root() -> Any:
    return importlib.import_module("x_transformers")


def _layers(kind: str, **arguments: Any) -> Any:
    return getattr(_root(), kind)(**{**dict(dim=DIM, depth=2, heads=2, attn_dim_head=16), **arguments})


def _language_model(kind: str = "Decoder", wrapper: Mapping[str, Any] | None = None, **arguments: Any) -> Any:
    return _root().TransformerWrapper(
        num_tokens=TOKENS, max_seq_len=LENGTH, attn_layers=_layers(kind, **arguments), **(wrapper or {})
    )


def _tokens(rng: np.random.Generator) -> Arrays:
    return {"tokens": rng.integers(0, TOKENS, (2, LENGTH))}


def _masked(rng: np.random.Generator) -> Arrays:
    mask = np.ones((2, LENGTH), dtype=bool)
    mask[1, 8:] = False
    return {**_tokens(rng), "mask": mask}


def _pairs(rng: np.random.Generator) -> Arrays:
    return {"source": rng.integers(0, TOKENS, (2, 9)), "target": rng.integers(0, TOKENS, (2, 7))}


def _with_mask(model: Any, inputs: Mapping[str, Any]) -> Any:
    return model(inputs["tokens"], mask=inputs["mask"])


def _x_transformer() -> Any:
    common = dict(depth=1, heads=2, num_tokens=TOKENS, max_seq_len=LENGTH)
    return _root().XTransformer(dim=DIM, **{f"{part}_{k}": v for part in ("enc", "dec") for k, v in common.items()})


def _vit() -> Any:
    return _root().ViTransformerWrapper(
        image_size=16, patch_size=4, num_classes=7, attn_layers=_layers("Encoder", ff_glu=True)
    )


def _continuous() -> Any:
    return _root().ContinuousTransformerWrapper(
        dim_in=5, dim_out=3, max_seq_len=LENGTH, attn_layers=_layers("Encoder", rotary_pos_emb=True)
    )


def _autoregressive() -> Any:
    return _root().AutoregressiveWrapper(_language_model(rotary_pos_emb=True), pad_value=0)


def _greedy(model: Any, inputs: Mapping[str, Any]) -> Any:
    prompt = inputs["tokens"][:, :4]
    cached = model.generate(prompt, 6, temperature=0.0)
    return [model(inputs["tokens"]), cached, model.generate(prompt, 6, temperature=0.0, cache_kv=False)]


def _sampled(model: Any, inputs: Mapping[str, Any]) -> Any:
    prompt = inputs["tokens"][:, :4]
    nucleus = model.generate(prompt, 6, filter_logits_fn="top_p", filter_kwargs=dict(thres=0.8))
    return [model.generate(prompt, 6, temperature=0.8), nucleus, model.beam_search(prompt, 4, beams=3)]


def _memories(model: Any, inputs: Mapping[str, Any]) -> Any:
    first, memories = model(inputs["tokens"][:, :6], return_mems=True)
    second, more = model(inputs["tokens"][:, 6:], mems=memories, return_mems=True)
    return [first, second, *memories, *more]


def _intermediates(model: Any, inputs: Mapping[str, Any]) -> Any:
    logits, maps = model(inputs["tokens"], return_attn=True)
    embedded = model(inputs["tokens"], return_embeddings=True)
    return [logits, embedded, *maps]


def _xval() -> Any:
    return _root().XValTransformerWrapper(
        num_tokens=TOKENS, numerical_token_id=3, max_seq_len=LENGTH, attn_layers=_layers("Decoder")
    )


def _xval_inputs(rng: np.random.Generator) -> Arrays:
    return {**_tokens(rng), "numbers": rng.standard_normal((2, LENGTH)).astype("float32")}


def _multi_input() -> Any:
    return _root().MultiInputTransformerWrapper(
        num_tokens=dict(note=TOKENS, pitch=9), max_seq_len=LENGTH, attn_layers=_layers("Decoder")
    )


def _multi_inputs(rng: np.random.Generator) -> Arrays:
    return {"note": rng.integers(0, TOKENS, (2, LENGTH)), "pitch": rng.integers(0, 9, (2, LENGTH))}


def _nonautoregressive() -> Any:
    return _root().NonAutoregressiveWrapper(_language_model("Encoder"), mask_id=0, steps=4, self_cond=False)


def _option(
    name: str, kind: str = "Decoder", gradients: bool = False, wrapper: Mapping[str, Any] | None = None, **options: Any
) -> ModelCase:
    def build() -> Any:
        return _language_model(kind, wrapper, **options)

    return ModelCase(f"x_transformers {kind}, {name}", build, _tokens, gradients=gradients)


Run = Callable[[Any, Mapping[str, Any]], Any]


def _case(name: str, build: Callable[[], Any], inputs: Callable[..., Arrays], run: Run, **more: Any) -> ModelCase:
    return ModelCase(f"x_transformers {name}", build, inputs, run, **more)


SUITE = Suite(
    package="x-transformers",
    imports=("x_transformers", "torch_einops_utils"),
    cases=[
        _option("plain", gradients=True),
        _option(
            "rotary positions, RMS norm, gated feed-forward",
            rotary_pos_emb=True,
            use_rmsnorm=True,
            ff_swish=True,
            ff_glu=True,
            gradients=True,
        ),
        _option("ALiBi", alibi_pos_bias=True, alibi_num_heads=1),
        _option("T5 relative positions", "Encoder", rel_pos_bias=True),
        _option("dynamic positions", dynamic_pos_bias=True, dynamic_pos_bias_log_distance=False),
        _option("grouped queries, query and key norm", attn_kv_heads=1, attn_qk_norm=True, attn_qk_norm_dim_scale=True),
        _option("memory keys, sparse top-k", attn_num_mem_kv=3, attn_sparse_topk=4),
        _option("talking heads, gated values", attn_pre_talking_heads=True, attn_gate_values=True),
        _option("macaron, sandwich norm, residual attention", macaron=True, sandwich_norm=True, residual_attn=True),
        _option("hyper-connections", num_residual_streams=2),
        _option("forgetting transformer", attn_data_dependent_alibi=True),
        _option("contextual positions", attn_use_cope=True, attn_cope_max_pos=4),
        _option("shifted tokens, scaled norm", shift_tokens=1, use_scalenorm=True),
        _option("flash attention, memory tokens", attn_flash=True, wrapper=dict(num_memory_tokens=3, emb_dim=16)),
        _option("mixture of softmaxes, sinusoids", wrapper=dict(mixture_of_softmax=True, scaled_sinu_pos_emb=True)),
        _option("several heads, tied embedding", wrapper=dict(num_output_heads=2)),
        _case("Encoder with a mask", lambda: _language_model("Encoder"), _masked, _with_mask),
        _case(
            "Encoder with attention pooling",
            lambda: _language_model("Encoder", dict(attn_pool=True, num_pooled_tokens=2)),
            _masked,
            _with_mask,
        ),
        _case("attention maps", _language_model, _tokens, _intermediates),
        _case(
            "Transformer-XL memories",
            lambda: _language_model(wrapper=dict(max_mem_len=6), rel_pos_bias=True),
            _tokens,
            _memories,
        ),
        _case(
            "XTransformer",
            _x_transformer,
            _pairs,
            lambda model, inputs: model(inputs["source"], inputs["target"]),
            gradients=True,
        ),
        ModelCase("x_transformers ViTransformerWrapper", _vit, images(2, 3, 16, 16), gradients=True),
        ModelCase("x_transformers ContinuousTransformerWrapper", _continuous, images(2, LENGTH, 5, name="signal")),
        _case("AutoregressiveWrapper, greedy", _autoregressive, _tokens, _greedy),
        _case("AutoregressiveWrapper, sampling and beams", _autoregressive, _tokens, _sampled, draws=True),
        _case("XValTransformerWrapper", _xval, _xval_inputs, lambda model, inputs: list(model(*inputs.values()))),
        _case("MultiInputTransformerWrapper", _multi_input, _multi_inputs, lambda model, inputs: model(dict(inputs))),
        _case(
            "NonAutoregressiveWrapper, loss",
            _nonautoregressive,
            _tokens,
            lambda model, inputs: model(inputs["tokens"]),
            draws=True,
        ),
    ],
    stubs=("loguru",),
    stand_ins=("tests/packages/einx_stand_in",),
    beside=("torch-einops-utils",),
)
