"""Packages beside torch that are not installed here: their conversion does what their documents say, in plain torch."""

from __future__ import annotations

import textwrap
import types
from typing import Any

import pytest

from paconvert_ng import convert_source
from tests.support.compare import Comparison, differences
from tests.support.frameworks import paddle, torch


def run(program: str) -> Any:
    module = types.ModuleType("program")
    exec(compile(program, "program", "exec"), module.__dict__)
    return module.__dict__["result"]


def prove(companion: str, plain: str, tol: float = 1e-5) -> None:
    """The converted program that uses a companion leaves what the plain one leaves under torch."""
    converted = convert_source("import torch\n" + textwrap.dedent(companion))
    assert not converted.unconverted, converted.unconverted
    expected = run("import torch\n" + textwrap.dedent(plain))
    paddle.seed(0)
    found = differences(expected, run(converted.code), Comparison(tol=tol))
    assert not found, "\n".join([*found, converted.code])


INPUTS = """
def made(*shape):
    size = 1
    for length in shape:
        size *= length
    return torch.sin(torch.arange(size, dtype=torch.float32) * 1.7 + size).reshape(shape)
q, k, v = made(2, 5, 3, 4), made(2, 7, 3, 4) * 2, made(2, 7, 3, 4) + 1
"""
#: Attention as the documents define it, over [batch, length, heads, size].
PLAIN = (
    INPUTS
    + """
def attention(q, k, v, bias=None, scale=None):
    scores = torch.einsum("bqhd,bkhd->bhqk", q * (q.shape[-1] ** -0.5 if scale is None else scale), k)
    scores = scores if bias is None else scores + bias
    return torch.einsum("bhqk,bkhd->bqhd", scores.softmax(-1), v)
def lower(queries, keys, offset=0):
    return torch.full((queries, keys), float("-inf")).triu(1 + offset)
"""
)
ATTENTION = [
    ("result = xops.memory_efficient_attention(q, k, v)", "result = attention(q, k, v)"),
    (
        "result = xops.memory_efficient_attention(q, k, v, attn_bias=made(2, 3, 5, 7), scale=0.3, op=None)",
        "result = attention(q, k, v, made(2, 3, 5, 7), 0.3)",
    ),
    (
        "result = xops.memory_efficient_attention(q, k, v, attn_bias=xops.LowerTriangularMask())",
        "result = attention(q, k, v, lower(5, 7))",
    ),
    (
        "result = xops.memory_efficient_attention(q, k, v, LowerTriangularFromBottomRightMask())",
        "result = attention(q, k, v, lower(5, 7, 2))",
    ),
    (
        "result = xops.memory_efficient_attention(q, k, v, xops.LowerTriangularMask().add_bias(made(5, 7)))",
        "result = attention(q, k, v, lower(5, 7) + made(5, 7))",
    ),
    (
        "result = xops.memory_efficient_attention(q[:, :, 0], k[:, :, 0], v[:, :, 0], made(2, 5, 7))",
        "result = attention(q[:, :, :1], k[:, :, :1], v[:, :, :1], made(2, 1, 5, 7)).squeeze(2)",
    ),
    (
        "x = made(2, 5, 2, 3, 4)\nresult = xops.memory_efficient_attention(x, x, x, xops.LowerTriangularMask())",
        "x = made(2, 5, 6, 4)\nresult = attention(x, x, x, lower(5, 5)).reshape(2, 5, 2, 3, 4)",
    ),
    (
        "mask = xops.fmha.BlockDiagonalMask.from_seqlens([2, 3], [4, 3])\n"
        "result = xops.memory_efficient_attention(q[:1], k[:1], v[:1], mask)",
        "first, second = attention(q[:1, :2], k[:1, :4], v[:1, :4]), attention(q[:1, 2:], k[:1, 4:], v[:1, 4:])\n"
        "result = torch.cat([first, second], 1)",
    ),
    (
        "mask = BlockDiagonalMask.from_seqlens([2, 3], [4, 3])\n"
        "mask = mask.make_causal_from_bottomright()\n"
        "result = xops.memory_efficient_attention(q[:1], k[:1], v[:1], mask), mask.materialize((1, 1, 5, 7))",
        "first = attention(q[:1, :2], k[:1, :4], v[:1, :4], lower(2, 4, 2))\n"
        "second = attention(q[:1, 2:], k[:1, 4:], v[:1, 4:], lower(3, 3))\n"
        "whole = torch.full((5, 7), float('-inf'))\nwhole[:2, :4] = lower(2, 4, 2)\nwhole[2:, 4:] = lower(3, 3)\n"
        "result = torch.cat([first, second], 1), whole.expand(1, 1, 5, 7)",
    ),
    (
        "mask, x = BlockDiagonalMask.from_tensor_list([made(2, 3, 3, 4), made(1, 5, 3, 4)])\n"
        "result = x, mask.split(xops.memory_efficient_attention(x, x, x, mask.make_causal()))",
        "a, b = made(2, 3, 3, 4), made(1, 5, 3, 4)\n"
        "x = torch.cat([a.reshape(1, 6, 3, 4), b], 1)\n"
        "result = x, [attention(a, a, a, lower(3, 3)), attention(b, b, b, lower(5, 5))]",
    ),
]
XFORMERS = (
    INPUTS
    + "import xformers.ops as xops\n"
    + "from xformers.ops.fmha.attn_bias import BlockDiagonalMask, LowerTriangularFromBottomRightMask\n"
)


@pytest.mark.parametrize(("companion", "plain"), ATTENTION)
def test_xformers_attention(companion: str, plain: str) -> None:
    prove(XFORMERS + companion, PLAIN + plain)


LAYERS = [
    (
        "from apex.normalization import FusedLayerNorm\nlayer = FusedLayerNorm(4)\n"
        "result = layer(q), sorted(layer.state_dict())",
        "layer = torch.nn.LayerNorm(4)\nresult = layer(q), sorted(layer.state_dict())",
    ),
    (
        "from apex.normalization import FusedRMSNorm\nlayer = FusedRMSNorm(4, eps=1e-3, elementwise_affine=False)\n"
        "result = layer(q), sorted(layer.state_dict())",
        "layer = torch.nn.RMSNorm(4, eps=1e-3, elementwise_affine=False)\n"
        "result = layer(q), sorted(layer.state_dict())",
    ),
    (
        "from apex.normalization.fused_layer_norm import fused_layer_norm_affine, fused_rms_norm\n"
        "result = fused_layer_norm_affine(q, made(4), made(4) + 1, (4,)), fused_rms_norm(q, (3, 4))",
        "F = torch.nn.functional\n"
        "result = F.layer_norm(q, (4,), made(4), made(4) + 1, 1e-6), F.rms_norm(q, (3, 4), None, 1e-6)",
    ),
    (
        "from flash_attn.ops.rms_norm import rms_norm, RMSNorm\nfrom flash_attn.ops.activations import swiglu\n"
        "result = rms_norm(q, made(4), 1e-4), RMSNorm(4)(q), swiglu(q, q + 1)",
        "F = torch.nn.functional\n"
        "result = F.rms_norm(q, (4,), made(4), 1e-4), torch.nn.RMSNorm(4, eps=1e-5)(q), F.silu(q) * (q + 1)",
    ),
    (
        "from xformers.ops import SwiGLU, swiglu, unbind\nlayer = SwiGLU(4, 6, bias=False)\n"
        "with torch.no_grad():\n    layer.w12.weight.copy_(made(12, 4))\n    layer.w3.weight.copy_(made(4, 6))\n"
        "result = layer(q), sorted(layer.state_dict()), unbind(q, 1)[2],"
        " swiglu(q, made(6, 4), made(6), made(6, 4) + 1, made(6), made(4, 6), None)",
        "F = torch.nn.functional\n"
        "a, b = F.linear(q, made(12, 4)).chunk(2, -1)\n"
        "c = F.silu(F.linear(q, made(6, 4), made(6))) * F.linear(q, made(6, 4) + 1, made(6))\n"
        "out = F.linear(F.silu(a) * b, made(4, 6)).requires_grad_()\n"
        "result = out, ['w12.weight', 'w3.weight'], q[:, 2], F.linear(c, made(4, 6))",
    ),
    (
        "from fairscale.nn.model_parallel.layers import ColumnParallelLinear, RowParallelLinear, ParallelEmbedding\n"
        "from fairscale.nn.model_parallel.initialize import get_model_parallel_world_size, initialize_model_parallel\n"
        "initialize_model_parallel(1)\nones = torch.nn.init.ones_\n"
        "a = ColumnParallelLinear(4, 6, bias=False, gather_output=False, init_method=ones)\n"
        "b = RowParallelLinear(6, 3, input_is_parallel=True, init_method=ones)\n"
        "c = ParallelEmbedding(9, 4, init_method=lambda x: ones(x))\n"
        "x = c(torch.tensor([[1, 8]])) * q[0, 0, 0]\n"
        "result = b(a(x)), sorted(b.state_dict()), get_model_parallel_world_size()",
        "x = q[0, 0, 0].expand(1, 2, 4) @ torch.ones(4, 6) @ torch.ones(6, 3)\n"
        "result = x.requires_grad_(), ['bias', 'weight'], 1",
    ),
]


@pytest.mark.parametrize(("companion", "plain"), LAYERS)
def test_layers(companion: str, plain: str) -> None:
    prove(INPUTS + companion, INPUTS + plain)


#: Rotation of pairs of halves by the angles position / base ** (2 i / dim), as the documents define it.
ROTARY = (
    INPUTS
    + """
def rotated(x, dim=4, base=10000.0, offset=0):
    angles = torch.outer(torch.arange(offset, offset + x.shape[1]).float(), base ** (-torch.arange(0, dim, 2) / dim))
    cos, sin = angles.cos()[:, None], angles.sin()[:, None]
    first, second = x[..., : dim // 2], x[..., dim // 2 : dim]
    return torch.cat([first * cos - second * sin, second * cos + first * sin, x[..., dim:]], -1)
"""
)


def test_rotary_embedding() -> None:
    prove(
        INPUTS
        + "from flash_attn.layers.rotary import RotaryEmbedding\nrotary = RotaryEmbedding(4, base=100.0)\n"
        + "qkv = made(2, 5, 3, 3, 6)\nout = rotary(qkv, seqlen_offset=2)\n"
        + "query, kv = rotary(q.clone(), torch.stack([q, q + 1], 2))\n"
        + "result = out, qkv, query, kv, rotary.state_dict()",
        ROTARY
        + "x = made(2, 5, 3, 3, 6)\nparts = [rotated(x[:, :, i], 4, 100.0, 2) for i in (0, 1)]\n"
        + "out = torch.stack([*parts, x[:, :, 2]], 2)\nt = rotated(q, 4, 100.0)\n"
        + "result = out, out, t, torch.stack([t, q + 1], 2), torch.nn.Identity().state_dict()",
    )


TRAINING = """
model = torch.nn.Linear(4, 2)
torch.nn.init.constant_(model.weight, 0.5)
torch.nn.init.zeros_(model.bias)
optimizer = {optimizer}
{prepare}
for step in range(4):
    optimizer.zero_grad()
    loss = (model(q[0, :, 0]) ** 2).mean()
    {backward}
    {clip}
    optimizer.step()
result = {{name: value.detach() for name, value in model.state_dict().items()}}
"""
OPTIMIZERS = [
    ("FusedAdam(model.parameters(), lr=0.1)", "torch.optim.AdamW(model.parameters(), lr=0.1, weight_decay=0.0)"),
    (
        "FusedAdam(model.parameters(), 0.1, adam_w_mode=False, weight_decay=0.2)",
        "torch.optim.Adam(model.parameters(), lr=0.1, weight_decay=0.2)",
    ),
    (
        "FusedSGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)",
        "torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, nesterov=True)",
    ),
]


@pytest.mark.parametrize(("fused", "plain"), OPTIMIZERS)
def test_apex_optimizers(fused: str, plain: str) -> None:
    parts = {"prepare": "", "backward": "loss.backward()", "clip": ""}
    prove(
        INPUTS + "from apex.optimizers import FusedAdam, FusedSGD\n" + TRAINING.format(optimizer=fused, **parts),
        INPUTS + TRAINING.format(optimizer=plain, **parts),
    )


def test_accelerator() -> None:
    optimizer = "torch.optim.SGD(model.parameters(), lr=0.1)"
    prove(
        INPUTS
        + "from accelerate import Accelerator\nfrom accelerate.utils import set_seed\nset_seed(3)\n"
        + "accelerator = Accelerator(gradient_accumulation_steps=1)\n"
        + TRAINING.format(
            optimizer=optimizer,
            prepare="model, optimizer = accelerator.prepare(model, optimizer)",
            backward="accelerator.backward(loss)",
            clip="accelerator.clip_grad_norm_(model.parameters(), 0.1)",
        )
        + "result['more'] = accelerator.gather(q), accelerator.num_processes, accelerator.device.type\n",
        INPUTS
        + TRAINING.format(
            optimizer=optimizer,
            prepare="",
            backward="loss.backward()",
            clip="torch.nn.utils.clip_grad_norm_(model.parameters(), 0.1)",
        )
        + "result['more'] = q, 1, 'cpu'\n",
    )


@pytest.mark.parametrize("argument", ["mixed_precision='fp16'", "gradient_accumulation_steps=4", "log_with='wandb'"])
def test_an_accelerator_does_not_pretend(argument: str) -> None:
    code = convert_source(f"import torch\nfrom accelerate import Accelerator\nresult = Accelerator({argument})\n").code
    with pytest.raises(NotImplementedError, match="accelerate"):
        run(code)


def test_torch_is_the_reference() -> None:
    with pytest.raises(AssertionError):
        prove("result = torch.ones(2)", "result = torch.zeros(2)")
    assert torch.__version__ and paddle.__version__
