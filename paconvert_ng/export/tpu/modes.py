"""What a TPU's model computes in."""

from __future__ import annotations

from paconvert_ng.export.errors import ExportError

#: The chip that is compiled for, and emulated.
CHIP = "bm1684x"
#: --bmodel MODE → what TPU-MLIR calls it. With w8 and w4 weights of products are kept in 8 or 4 bits.
MODES = {"f32": "F32", "f16": "F16", "bf16": "BF16", "w8bf16": "W8BF16", "w4bf16": "W4BF16"}


def check_mode(mode: str) -> None:
    """Raises ExportError if there is no such mode."""
    if mode not in MODES:
        raise ExportError(f"--bmodel {mode}: no such mode; one of {', '.join(MODES)}")
