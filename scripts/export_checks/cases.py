"""What is exported and timed: models of ``models.py``, their inputs, and where Paddle's own layers stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """``inputs`` are written as for ``paconvert export``, one set of sizes. ``twin``: a name in ``twins.TWINS``.

    ``limited``: of the medium size, where the converted model is to take no more than 1.2 times torch's time.
    """

    name: str
    entry: str
    inputs: tuple[str, ...]
    args: tuple[Any, ...] = ()
    twin: str = ""
    limited: bool = True

    @property
    def sizes(self) -> str:
        """Of the open dimension, as ``paconvert export --sizes`` takes it."""
        names = {"input_ids": "length=64", "past_key_values": "past=64", "x": "dim0=1"}
        return names[self.inputs[-1].split(":")[0]]


def _prompt(words: int) -> tuple[str, ...]:
    return (f"input_ids: i64 1x?64{{length}} 0..{words}",)


def _step(words: int, layers: int, heads: int, width: int) -> tuple[str, ...]:
    cache = f"f32 1x{heads}x?64{{past}}x{width}"
    return (f"input_ids: i64 1x1 0..{words}", f"past_key_values: [({cache}, {cache})] * {layers}")


IMAGE = "x: f32 ?1x3x224x224"
CASES = (
    Case("tinychat small, 64 tokens", "models:chat_small", _prompt(4096), twin="chat_small", limited=False),
    Case("tinychat medium, 64 tokens", "models:chat_medium", _prompt(32000), twin="chat_medium"),
    Case("tinychat medium, a step", "models:chat_medium", _step(32000, 8, 4, 64), twin="chat_medium"),
    Case("resnet50", "models:timm_model", (IMAGE,), ("resnet50",), twin="resnet50"),
    Case("vit_small", "models:timm_model", (IMAGE,), ("vit_small_patch16_224",), twin="vit_small"),
    Case("convnext_tiny", "models:timm_model", (IMAGE,), ("convnext_tiny",)),
    Case("efficientnet_b0", "models:timm_model", (IMAGE,), ("efficientnet_b0",)),
    Case("whisper-base encoder, 10 s", "models:whisper_encoder", ("x: f32 ?1x80x1000",)),
    Case("SAM encoder, 256²", "models:sam_encoder", ("x: f32 ?1x3x256x256",)),
)
