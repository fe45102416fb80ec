"""Why a case of docs/packages.md does not give torch's result: a pattern of its name → the reason, for the page."""

from __future__ import annotations

import re

_DTYPES = (
    "Paddle combines no integers with floats, and nothing in the code says that {what} holds integers; "
    "where it is known, a helper promotes as torch does"
)
_REASONS: dict[str, str] = {
    r"na_vit_nested_tensor": "Paddle has no nested tensors",
    r"x_transformers Decoder, ALiBi": _DTYPES.format(what="what einx gives"),
    r"x_transformers .* sinusoids": (
        "Paddle's einsum takes no integers; the positions may come from a parameter, so that nothing is known of them"
    ),
    r"Unet, learned sinusoids": _DTYPES.format(what="the time step that `forward` is given"),
    r"AugMix": _DTYPES.format(what="the image that is mixed by shares that are drawn"),
    r"equalize_clahe": "Paddle's subscripts take tensors of at most six dimensions, and this one has seven",
    r"distance_transform": "asks whether torch.fx's own tracer is at work, which has no counterpart",
    r"rgb_to_hls": _DTYPES.format(what="the second result of `max`, compared with numbers of the image's dtype,"),
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
