"""What can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SUFFIXES = {"safetensors": ".safetensors", "pdparams": ".pdparams", "ckpt": ".ckpt", "bin": ".bin"}
TO = ("paddle", "torch", "mindspore")
#: Whose classes read the weights under Paddle.
TARGETS = ("converted", "paddlenlp", "paddleformers", "layers")


@dataclass(frozen=True, slots=True)
class Options:
    """See ``paconvert weights --help``."""

    model: str = "auto"
    to: str = "paddle"
    target: str = "converted"
    format: str | None = None
    dtype: str | None = None
    reversed: bool = False
    #: With ``target="layers"``: MODULE:NAME, which gives the model, a class or function.
    entry: str | None = None
    kwargs: str | None = None
    config: Path | None = None
    #: Further tables, of families that rules/weights/ lacks.
    tables: tuple[Path, ...] = ()
    #: Patterns of keys that are left out though no rule says so.
    drop: tuple[str, ...] = ()
    max_shard_size: int | None = 5_000_000_000
    shard_ckpt: bool = False
    link: bool = False
    dry_run: bool = False

    @property
    def side(self) -> str:
        """Which framework the output is for."""
        return "torch" if self.reversed else self.to
