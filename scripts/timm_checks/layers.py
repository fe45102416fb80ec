"""timm.layers: each with random weights, in eval and training mode, outputs and gradients."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from functools import partial
from typing import Any

from scripts.timm_checks.side import Check, arrays, filled, normal, shapes, without_dropout

IMAGE = (2, 16, 8, 8)
TOKENS = (2, 16, 32)
#: Class → arguments and the shape of its input.
LAYERS: Mapping[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    "AdaptiveAvgMaxPool2d": ({}, IMAGE),
    "Attention": ({"dim": 32, "num_heads": 4, "qk_norm": False}, TOKENS),
    "Attention2d": ({"dim": 16, "dim_out": 16, "num_heads": 4}, IMAGE),
    "AttentionPool2d": ({"in_features": 16, "feat_size": 8, "head_dim": 8}, IMAGE),
    "AttentionPoolLatent": ({"in_features": 32, "num_heads": 4}, TOKENS),
    "AttentionRope": ({"dim": 32, "num_heads": 4}, TOKENS),
    "AvgPool2dSame": ({"kernel_size": 3, "stride": 2}, IMAGE),
    "BatchNormAct2d": ({"num_features": 16}, IMAGE),
    "BatNonLocalAttn": ({"in_channels": 16, "block_size": 4}, IMAGE),
    "BlurPool2d": ({"channels": 16}, IMAGE),
    "CecaModule": ({"channels": 16}, IMAGE),
    "ClassifierHead": ({"in_features": 16, "num_classes": 5}, IMAGE),
    "ClNormMlpClassifierHead": ({"in_features": 16, "num_classes": 5}, (2, 8, 8, 16)),
    "Conv2dSame": ({"in_channels": 16, "out_channels": 8, "kernel_size": 3, "stride": 2}, IMAGE),
    "ConvMlp": ({"in_features": 16}, IMAGE),
    "ConvNormAct": ({"in_channels": 16, "out_channels": 8, "kernel_size": 3}, IMAGE),
    "ConvNormActAa": ({"in_channels": 16, "out_channels": 8, "stride": 2, "aa_layer": "blurpc"}, IMAGE),
    "DepthToSpace": ({"block_size": 2}, IMAGE),
    "DiffAttention": ({"dim": 32, "num_heads": 2}, TOKENS),
    "DropPath": ({"drop_prob": 0.0}, IMAGE),
    "EcaModule": ({"channels": 16}, IMAGE),
    "EffectiveSEModule": ({"channels": 16}, IMAGE),
    "EvoNorm2dB0": ({"num_features": 16}, IMAGE),
    "EvoNorm2dB1": ({"num_features": 16}, IMAGE),
    "EvoNorm2dB2": ({"num_features": 16}, IMAGE),
    "EvoNorm2dS0": ({"num_features": 16, "groups": 4}, IMAGE),
    "EvoNorm2dS1": ({"num_features": 16, "groups": 4}, IMAGE),
    "EvoNorm2dS2": ({"num_features": 16, "groups": 4}, IMAGE),
    "FilterResponseNormTlu2d": ({"num_features": 16}, IMAGE),
    "FrozenBatchNormAct2d": ({"num_features": 16}, IMAGE),
    "GatedMlp": ({"in_features": 32}, TOKENS),
    "GlobalContext": ({"channels": 16}, IMAGE),
    "GlobalResponseNormMlp": ({"in_features": 32, "use_conv": False}, (2, 4, 4, 32)),
    "GluMlp": ({"in_features": 32}, TOKENS),
    "GroupNorm": ({"num_channels": 16, "num_groups": 4}, IMAGE),
    "GroupNormAct": ({"num_channels": 16, "num_groups": 4}, IMAGE),
    "LayerNorm2d": ({"num_channels": 16}, IMAGE),
    "LayerNormAct2d": ({"num_channels": 16}, IMAGE),
    "LayerScale": ({"dim": 32}, TOKENS),
    "LayerScale2d": ({"dim": 16}, IMAGE),
    "LsePlus2d": ({}, IMAGE),
    "MixedConv2d": ({"in_channels": 16, "out_channels": 16, "kernel_size": [3, 5]}, IMAGE),
    "Mlp": ({"in_features": 32}, TOKENS),
    "MultiQueryAttention2d": ({"dim": 16, "num_heads": 2, "key_dim": 8, "value_dim": 8}, IMAGE),
    "MultiQueryAttentionV2": ({"dim": 16, "num_heads": 2, "key_dim": 8, "value_dim": 8}, IMAGE),
    "NonLocalAttn": ({"in_channels": 16}, IMAGE),
    "NormMlpClassifierHead": ({"in_features": 16, "num_classes": 5}, IMAGE),
    "PatchEmbed": ({"img_size": 8, "patch_size": 2, "in_chans": 16, "embed_dim": 32}, IMAGE),
    "RelPosBias": ({"window_size": (4, 4), "num_heads": 4}, (2, 4, 16, 16)),
    "RelPosMlp": ({"window_size": (4, 4), "num_heads": 4}, (2, 4, 16, 16)),
    "RmsNorm": ({"channels": 32}, TOKENS),
    "RmsNorm2d": ({"channels": 16}, IMAGE),
    "RotAttentionPool2d": ({"in_features": 16, "ref_feat_size": 8, "head_dim": 8}, IMAGE),
    "ScaledStdConv2d": ({"in_channels": 16, "out_channels": 8, "kernel_size": 3}, IMAGE),
    "ScaledStdConv2dSame": ({"in_channels": 16, "out_channels": 8, "kernel_size": 3, "stride": 2}, IMAGE),
    "SEModule": ({"channels": 16}, IMAGE),
    "SelectiveKernel": ({"in_channels": 16}, IMAGE),
    "SeparableConv2d": ({"in_channels": 16, "out_channels": 8}, IMAGE),
    "SeparableConvNormAct": ({"in_channels": 16, "out_channels": 8}, IMAGE),
    "SimpleNorm2d": ({"channels": 16}, IMAGE),
    "SimPool2d": ({"dim": 16}, IMAGE),
    "SpaceToDepth": ({"block_size": 4}, IMAGE),
    "SplitAttn": ({"in_channels": 16}, IMAGE),
    "SplitBatchNorm2d": ({"num_features": 16, "num_splits": 2}, (4, 16, 8, 8)),
    "StdConv2d": ({"in_channel": 16, "out_channels": 8, "kernel_size": 3}, IMAGE),
    "StdConv2dSame": ({"in_channel": 16, "out_channels": 8, "kernel_size": 3, "stride": 2}, IMAGE),
    "SwiGLU": ({"in_features": 32}, TOKENS),
    "SwiGLUPacked": ({"in_features": 32}, TOKENS),
    "SyncBatchNormAct": ({"num_features": 16}, IMAGE),
}
ATTENTION = "se ese eca ecam ceca gc gca cbam lcbam sk splat lambda nl bat".split()


def checks() -> dict[str, Check]:
    """By name, the class with its arguments or what a factory is asked for."""
    found: dict[str, Check] = {name: partial(_layer, name, *given) for name, given in LAYERS.items()}
    found["activations"] = _activations
    found["norms"] = _norms
    found["pools"] = _pools
    found |= {f"attention {name}": partial(_attention, name) for name in ATTENTION}
    found["positions"] = _positions
    found["functions"] = _functions
    return found


def _layer(name: str, given: dict[str, Any], shape: tuple[int, ...], side: Any) -> Any:
    return run_layer(side, getattr(importlib.import_module("timm.layers"), name)(**given), shape)


def run_layer(side: Any, layer: Any, shape: tuple[int, ...]) -> Any:
    """The state's shapes; the output in eval mode; the output, gradients and buffers of a step in training mode."""
    without_dropout(filled(side, layer)).eval()
    x = normal(side, *shape)
    with side.no_gradients():
        quiet = arrays(side, layer(x))
    layer.train()
    x = normal(side, *shape)
    side.require_gradient(x)
    out = layer(x)
    (out * normal(side, *out.shape, seed=1)).sum().backward()
    gradients = {name: None if value is None else side.array(value) for name, value in side.gradients(layer).items()}
    buffers = arrays(side, dict(side.buffers(layer)))
    return {
        "state": shapes(side, layer),
        "eval": quiet,
        "train": side.array(out),
        "input": side.array(side.gradient(x)),
        "gradients": gradients,
        "buffers": buffers,
    }


def _activations(side: Any) -> Any:
    layers, found = importlib.import_module("timm.layers"), {}
    known = importlib.import_module("timm.layers.create_act")
    for name in sorted(known._ACT_LAYER_DEFAULT):
        found[name] = run_layer(side, layers.create_act_layer(name), IMAGE)
    for name in sorted(known._ACT_FN_DEFAULT):
        found[f"{name} function"] = side.array(layers.get_act_fn(name)(normal(side, *IMAGE)))
    return found


def _norms(side: Any) -> Any:
    layers, found = importlib.import_module("timm.layers"), {}
    for name in sorted(importlib.import_module("timm.layers.create_norm")._NORM_MAP):
        last = name.removesuffix("fp32") in ("layernorm", "rmsnorm", "simplenorm")
        shape = (2, 4, 4, 32) if last else (4, 32) if name == "batchnorm1d" else (2, 32, 4, 4)
        found[name] = run_layer(side, layers.create_norm_layer(name, 32), shape)
    for name in sorted(importlib.import_module("timm.layers.create_norm_act")._NORM_ACT_MAP):
        last = name.removesuffix("fp32") in ("layernormact", "rmsnormact", "layernorm", "rmsnorm")
        given = {"groups": 4} if name.startswith("evonorms") else {}
        if name in ("iabn", "inplaceabn"):
            continue  # It needs a package of CUDA kernels.
        made = layers.create_norm_act_layer(name, 32, **given)
        found[f"{name} with activation"] = run_layer(side, made, (2, 4, 4, 32) if last else (2, 32, 4, 4))
    return found


def _pools(side: Any) -> Any:
    layers = importlib.import_module("timm.layers")
    kinds = ("avg", "fast", "max", "fastmax", "avgmax", "catavgmax", "fastavgmax", "fastcatavgmax")
    return {kind: run_layer(side, layers.SelectAdaptivePool2d(pool_type=kind), IMAGE) for kind in kinds}


def _attention(name: str, side: Any) -> Any:
    given = {"feat_size": (8, 8)} if name == "lambda" else {"block_size": 4} if name == "bat" else {}
    return run_layer(side, importlib.import_module("timm.layers").create_attn(name, 16, **given), IMAGE)


def _positions(side: Any) -> Any:
    layers = importlib.import_module("timm.layers")
    found = {
        "sincos": layers.build_sincos2d_pos_embed([4, 4], dim=32),
        "fourier": layers.build_fourier_pos_embed([4, 4], num_bands=8),
        "rotary": layers.build_rotary_pos_embed([4, 4], dim=32),
        "resampled": layers.resample_abs_pos_embed(normal(side, 1, 17, 8), (6, 6)),
        "resampled, no prefix": layers.resample_abs_pos_embed(normal(side, 1, 16, 8), (6, 6), num_prefix_tokens=0),
        "resampled, NHWC": layers.resample_abs_pos_embed_nhwc(normal(side, 1, 4, 4, 8), (6, 6)),
        "patch embedding": layers.resample_patch_embed(normal(side, 8, 3, 4, 4), [6, 6]),
        "index": layers.gen_relative_position_index((4, 4)),
        "coordinates": layers.gen_relative_log_coords((4, 4)),
        "table": layers.resize_rel_pos_bias_table(normal(side, 49, 4), (6, 6), (11 * 11, 4)),
        "table, simple": layers.resize_rel_pos_bias_table_simple(normal(side, 49, 4), (6, 6), (11 * 11, 4)),
        "cat": layers.RotaryEmbeddingCat(32, in_pixels=False, feat_shape=[4, 4]).get_embed(),
        "dinov3": layers.RotaryEmbeddingDinoV3(32, feat_shape=[4, 4]).eval().get_embed(),
        "rotated": layers.apply_rot_embed_cat(normal(side, 2, 4, 16, 32), normal(side, 16, 64)),
    }
    return arrays(side, found)


def _functions(side: Any) -> Any:
    layers = importlib.import_module("timm.layers")
    x = normal(side, *IMAGE)
    found = {
        "pad_same": layers.pad_same(x, [3, 3], [2, 2]),
        "to NHWC": layers.nchw_to(x, layers.Format.NHWC),
        "to NCL": layers.nchw_to(x, layers.Format.NCL),
        "from NHWC": layers.nhwc_to(x, layers.Format.NCHW),
        "ndgrid": layers.ndgrid(x[0, 0, 0], x[0, 1, 0]),
        "avgmax": layers.adaptive_avgmax_pool2d(x),
        "select": layers.select_adaptive_pool2d(x, pool_type="catavgmax"),
        "layer norm": layers.fast_layer_norm(x, [8, 8]),
        "group norm": layers.fast_group_norm(x, 4),
        "token pool": layers.global_pool_nlc(normal(side, *TOKENS), pool_type="avg"),
        "divisible": layers.make_divisible(37, 8),
        "tuple": list(layers.to_2tuple(3)),
        "rates": layers.calculate_drop_path_rates(0.1, [2, 2]),
        "padding": layers.get_padding(3, 2, 1),
    }
    return arrays(side, found)
