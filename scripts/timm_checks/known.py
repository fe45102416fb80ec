"""What is not equal and why, for reasons that were looked into."""

from __future__ import annotations

_BFLOAT16 = "it multiplies matrices in bfloat16; Paddle has no such kernel on the CPU"
_DRAWS = "it draws random numbers, others in each framework"

#: By family or part, and what of it.
KNOWN: dict[tuple[str, str], str] = {
    ("timm.optim", "adahessian"): "it needs backward(create_graph=True), of which Paddle has none: only paddle.grad",
    **{("timm.optim", name): _BFLOAT16 for name in ("muon", "nmuon", "adamuon", "nadamuon")},
    **{("timm.optim", name): _DRAWS for name in ("kron", "kronc", "kronw")},
}
