"""EnCodec: encoder, quantizer and decoder, compression to bytes, its language model and its discriminator."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images, nothing


def _module(name: str) -> Any:
    return importlib.import_module(f"encodec.{name}")


def _small(**changes: Any) -> Any:
    """A model of the shape of the 24 kHz one."""
    modules, quantization = _module("modules"), _module("quantization")
    arguments = dict(dimension=16, n_filters=4, ratios=[4, 2], **changes)
    return _module("model").EncodecModel(
        modules.SEANetEncoder(**arguments),
        modules.SEANetDecoder(**arguments),
        quantization.ResidualVectorQuantizer(dimension=16, n_q=4, bins=32),
        target_bandwidths=[3.0, 6.0],
        sample_rate=1000,
        channels=1,
    )


def _segmented() -> Any:
    """A model of the shape of the 48 kHz one: normalised segments that overlap."""
    model = _small(norm="time_group_norm", causal=False)
    model.normalize, model.segment, model.overlap = True, 0.2, 0.1
    return model


def _frames(model: Any, inputs: Mapping[str, Any]) -> Any:
    model.set_target_bandwidth(3.0)
    frames = model.encode(inputs["audio"])
    return [list(frame) for frame in frames] + [model.decode(frames)]


def _packed(model: Any, inputs: Mapping[str, Any]) -> Any:
    """The codes as bits in a file, and back."""
    binary = _module("binary")
    codes = model.encode(inputs["audio"])[0][0]
    file = BytesIO()
    binary.write_ecdc_header(file, {"m": "small", "al": inputs["audio"].shape[-1]})
    packer = binary.BitPacker(model.bits_per_codebook, file)
    values = codes.flatten().tolist()
    for value in values:
        packer.push(value)
    packer.flush()
    written = file.getvalue()
    file.seek(0)
    header = binary.read_ecdc_header(file)
    unpacker = binary.BitUnpacker(model.bits_per_codebook, file)
    return [codes, written.hex(), header, [unpacker.pull() for _ in values] == values]


def _language_model() -> Any:
    return _module("model").LMModel(n_q=3, card=16, dim=24, num_layers=2, num_heads=2, past_context=8)


def _codes(rng: np.random.Generator) -> Arrays:
    return {"codes": rng.integers(0, 17, (1, 3, 6))}


def _streamed(model: Any, inputs: Mapping[str, Any]) -> Any:
    """Step by step with the states of the steps before, each coded arithmetically."""
    coding = _module("quantization.ac")
    file = BytesIO()
    coder = coding.ArithmeticCoder(file)
    states, offset, found = None, 0, []
    for step in range(4):
        probabilities, states, offset = model(inputs["codes"][:, :, step : step + 1], states, offset)
        found.append(probabilities)
        for k in range(3):
            cdf = coding.build_stable_quantized_cdf(probabilities[0, :, k, 0], coder.total_range_bits, check=False)
            coder.push((step + 5 * k) % 16, cdf)
    coder.flush()
    return [*found, offset, *model(inputs["codes"])[:1], len(file.getvalue())]


def _discriminator() -> Any:
    return _module("msstftd").MultiScaleSTFTDiscriminator(
        filters=4, n_ffts=[64, 32], hop_lengths=[16, 8], win_lengths=[64, 32]
    )


def _discriminate(model: Any, inputs: Mapping[str, Any]) -> Any:
    logits, maps = model(inputs["audio"])
    return [*logits, *(level for scale in maps for level in scale)]


def _quantizer() -> Any:
    return _module("quantization").ResidualVectorQuantizer(dimension=8, n_q=3, bins=16)


def _quantize(model: Any, inputs: Mapping[str, Any]) -> Any:
    found = model(inputs["features"], 50, bandwidth=0.4)
    return [found.quantized, found.codes, found.bandwidth, found.penalty]


def _convert_audio(model: Any, inputs: Mapping[str, Any]) -> Any:
    utils = _module("utils")
    stereo = inputs["audio"]
    return [utils.convert_audio(stereo, 32000, 24000, 1), utils.convert_audio(stereo[:1], 16000, 24000, 2)]


#: Codebooks, and what they count.
CODEBOOKS = r"inited|cluster_size"


def _case(name: str, build: Callable[[], Any], inputs: Any, run: Any = None, **more: Any) -> ModelCase:
    if run is not None:
        more["run"] = run
    return ModelCase(f"encodec {name}", build, inputs, keep=CODEBOOKS, **more)


SUITE = Suite(
    package="encodec",
    imports=("encodec",),
    cases=[
        _case("EncodecModel, 24 kHz kind", _small, images(2, 1, 200, name="audio")),
        _case("EncodecModel, 48 kHz kind", _segmented, images(2, 1, 450, name="audio")),
        _case("EncodecModel.encode and decode", _small, images(2, 1, 200, name="audio"), _frames),
        _case("codes as bits", _small, images(1, 1, 200, name="audio"), _packed),
        _case("LMModel, streaming with arithmetic coding", _language_model, _codes, _streamed),
        _case("MultiScaleSTFTDiscriminator", _discriminator, images(2, 1, 300, name="audio"), _discriminate),
        _case("SEANetEncoder", lambda: _small().encoder, images(2, 1, 200, name="audio"), gradients=True),
        _case("ResidualVectorQuantizer", _quantizer, images(2, 8, 20, name="features"), _quantize, draws=True),
        _case("convert_audio", nothing, images(2, 640, name="audio"), _convert_audio),
    ],
    not_importable={"encodec.__main__": "parses the command line of the process"},
)
