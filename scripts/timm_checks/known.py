"""What is not equal and why, for reasons that were looked into."""

from __future__ import annotations

_BFLOAT16 = "it multiplies matrices in bfloat16; Paddle has no such kernel on the CPU"
_RECORDED = (
    "it needs backward(create_graph=True): Paddle's records no graph, and its paddle.grad must be told the leaves; "
    "the helper raises an error that says so"
)
_DECIDED_BY_ROUNDING = (
    "with random weights attention logits are up to 3e6; in stages.3.blocks.2 two of them are 2.6 apart, which float32 "
    "rounding (3e-4 of the query in both frameworks) decides; in float64 the two agree within 1e-8"
)
_DRAWS = "it draws random numbers, others in each framework"

#: By family or part, and what of it.
KNOWN: dict[tuple[str, str], str] = {
    ("timm.optim", "adahessian"): _RECORDED,
    ("nextvit", "forward_features"): _DECIDED_BY_ROUNDING,
    **{("timm.optim", name): _BFLOAT16 for name in ("muon", "nmuon", "adamuon", "nadamuon")},
    **{("timm.optim", name): _DRAWS for name in ("kron", "kronc", "kronw")},
}
