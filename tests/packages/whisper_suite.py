"""Whisper: encoder, decoder, key/value cache through forward hooks, greedy and beam decoding, the spectrogram."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tests.support.model_cases import Arrays, ModelCase, Suite, images

VOCABULARY, STATE, AUDIO, MELS = 50, 32, 12, 8
END = VOCABULARY - 1


def whisper() -> Any:
    module = importlib.import_module("whisper.model")
    return module.Whisper(
        module.ModelDimensions(
            n_mels=MELS,
            n_audio_ctx=AUDIO,
            n_audio_state=STATE,
            n_audio_head=2,
            n_audio_layer=2,
            n_vocab=VOCABULARY,
            n_text_ctx=10,
            n_text_state=STATE,
            n_text_head=2,
            n_text_layer=2,
        )
    )


def _decoder_inputs(rng: np.random.Generator) -> Arrays:
    return {
        "tokens": rng.integers(0, END, (2, 6)),
        "features": rng.standard_normal((2, AUDIO, STATE)).astype("float32"),
    }


def _decode_with_cache(model: Any, inputs: Mapping[str, Any]) -> Any:
    tokens, features = inputs.values()
    cache, hooks = model.install_kv_cache_hooks()
    steps = [model.decoder(part, features, kv_cache=cache) for part in (tokens[:, :3], tokens[:, 3:4], tokens[:, 4:5])]
    sizes = [list(value.shape) for value in cache.values()]
    for hook in hooks:
        hook.remove()
    return [*steps, sizes, model.decoder(tokens, features)]


def _without_fused_attention(run: Callable[[Any, Mapping[str, Any]], Any]) -> Callable[[Any, Mapping[str, Any]], Any]:
    def wrapped(model: Any, inputs: Mapping[str, Any]) -> Any:
        with importlib.import_module("whisper.model").disable_sdpa():
            return run(model, inputs)

    return wrapped


def _whole_inputs(rng: np.random.Generator) -> Arrays:
    return {
        "mel": rng.standard_normal((2, MELS, 2 * AUDIO)).astype("float32"),
        "tokens": rng.integers(0, END, (2, 5)),
    }


def _searching_inputs(rng: np.random.Generator) -> Arrays:
    return {**_decoder_inputs(rng), "sums": np.zeros(2, dtype="float32")}


def _greedy(model: Any, inputs: Mapping[str, Any]) -> Any:
    decoding = importlib.import_module("whisper.decoding")
    tokens, features, sums = inputs["tokens"][:, :2], inputs["features"], inputs["sums"]
    inference = decoding.PyTorchInference(model, initial_token_length=2)
    decoder = decoding.GreedyDecoder(temperature=0.0, eot=END)
    completed = False
    for _ in range(4):
        logits = inference.logits(tokens, features)[:, -1]
        tokens, completed = decoder.update(tokens, logits, sums)
    inference.cleanup_caching()
    return [tokens, sums, bool(completed), *decoder.finalize(tokens, sums)]


def _beam(model: Any, inputs: Mapping[str, Any]) -> Any:
    decoding = importlib.import_module("whisper.decoding")
    tokens, features, sums = inputs["tokens"][:1, :2], inputs["features"], inputs["sums"]
    tokens, features = tokens.expand(2, -1), features[:1].expand(2, -1, -1)
    inference = decoding.PyTorchInference(model, initial_token_length=2)
    decoder = decoding.BeamSearchDecoder(beam_size=2, eot=END, inference=inference)
    for _ in range(4):
        logits = inference.logits(tokens, features)[:, -1]
        tokens, _ = decoder.update(tokens, logits, sums)
    inference.cleanup_caching()
    return [tokens, sums]


def _spectrogram(model: Any, inputs: Mapping[str, Any]) -> Any:
    audio = importlib.import_module("whisper.audio")
    padded = audio.pad_or_trim(inputs["audio"], 8000)
    return [padded, audio.log_mel_spectrogram(padded), audio.log_mel_spectrogram(inputs["audio"], 128, padding=100)]


SUITE = Suite(
    package="openai-whisper",
    imports=("whisper",),
    cases=[
        ModelCase("whisper.AudioEncoder", lambda: whisper().encoder, images(2, MELS, 2 * AUDIO, name="mel")),
        ModelCase("whisper.TextDecoder", lambda: whisper().decoder, _decoder_inputs),
        ModelCase("whisper.TextDecoder with KV cache", whisper, _decoder_inputs, _decode_with_cache),
        ModelCase(
            "whisper.TextDecoder with KV cache, plain attention",
            whisper,
            _decoder_inputs,
            _without_fused_attention(_decode_with_cache),
        ),
        ModelCase("whisper.Whisper", whisper, _whole_inputs, gradients=True),
        ModelCase("whisper.decoding.GreedyDecoder", whisper, _searching_inputs, _greedy),
        ModelCase("whisper.decoding.BeamSearchDecoder", whisper, _searching_inputs, _beam),
        ModelCase("whisper.audio.log_mel_spectrogram", whisper, images(6000, name="audio"), _spectrogram),
    ],
    stubs=("tiktoken", "numba", "tqdm", "more_itertools", "regex"),
    not_importable={
        "whisper.__main__": "runs the command line",
        "whisper.triton_ops": "raises RuntimeError itself where triton is missing",
    },
)
