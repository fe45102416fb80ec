"""Why a case of docs/packages.md does not give torch's result: a pattern of its name → the reason, for the page."""

from __future__ import annotations

import re

_DTYPES = (
    "Paddle combines no integers with floats, and nothing in the code says that {what} holds integers; "
    "where it is known, a helper promotes as torch does"
)
_REASONS: dict[str, str] = {
    r"vaat\.AST": "torchaudio's spectrogram has no conversion in this package's form",
    r"na_vit_nested_tensor": "Paddle has no nested tensors",
    r"x_transformers Decoder, ALiBi": _DTYPES.format(what="what einx gives"),
    r"x_transformers .* sinusoids": "Paddle's einsum takes no integers; the positions may come from a parameter",
    r"Unet, learned sinusoids": _DTYPES.format(what="the time step that `forward` is given"),
    r"Precision\(task=multiclass.*weighted": _DTYPES.format(what="the weights, sums of counts in one of two branches,"),
    r"RetrievalNormalizedDCG": _DTYPES.format(what="a part of the target"),
    r"HausdorffDistance": "Paddle's bitwise operators take one dtype only, here uint8 and int64",
    r"MultilabelRankingLoss|GeneralizedDiceScore|KendallRankCorrCoef|ExactMatch|tversky|canny": _DTYPES.format(
        what="a count"
    ),
    r"equalize_clahe": "Paddle's subscripts take tensors of at most six dimensions",
    r"distance_transform": "asks torch.fx's own tracer, which has no counterpart",
    r"rgb_to_hls": _DTYPES.format(what="a comparison of indices with a table kept in a global"),
    r"RandomMixUpV2|RandomCutMixV2": "the code reads the name of a dtype from its text (PC204)",
    r"DEISMultistep|KDPM2": "calls numpy's functions (`np.log`) on tensors, which Paddle's refuse",
    r"ASAPooling": "Paddle has no index_select for sparse tensors",
    r"GraphUNet": "Paddle has no product of two sparse tensors on the CPU",
    r"FeaturePropagation": "Paddle has no sparse tensors in CSC form",
    r"EdgeIndex|SIGN": "EdgeIndex is a tensor subclass that wraps another; Paddle's tensors have no __torch_dispatch__",
}


def reason_of(case: str) -> str:
    """What the page says of a case that is not equal, "" if nothing is known."""
    return next((reason for pattern, reason in _REASONS.items() if re.search(pattern, case)), "")
