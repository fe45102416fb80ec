"""Names that programs use beside torch's public ones: what kind each is, for those that are in no census.

``names.txt`` lists them. What is private, of another package, or another path to a public object can be told from
the name; what torch 2.13 does not have is listed in ``GONE`` with the reason.
"""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path

from paconvert_ng.rules.signatures import Snapshot

NAMES = Path(__file__).with_name("names.txt")

#: Names that torch 2.13 does not have, or has only to refuse → why.
GONE: dict[str, str] = {
    **dict.fromkeys(
        [f"torch.Tensor.{name}" for name in ("align_as", "align_to", "names", "refine_names", "rename", "rename_")],
        "removed: named tensors",
    ),
    **dict.fromkeys(
        ("torch.eig", "torch.lstsq", "torch.matrix_rank", "torch.solve", "torch.symeig"),
        "removed: torch 2.13 has the name only to say so",
    ),
    "torch.Tensor.__not__": "misspelt: no operator of Python",
    "torch.Tensor.__reduce_ex__": "a member that every Python object has",
    "torch.__version__.split": "a method of str",
    "flash_attn.__version__.split": "a method of str",
    "torch.torch.int32": "misspelt: torch.int32",
    "torch.autograd.function.FunctionCtx.saved_tensors": "an attribute that a ctx gets while it runs",
    **dict.fromkeys(
        [
            f"torch.distributions.distribution.Distribution.{name}"
            for name in ("concentration0", "concentration1", "logits", "probs", "param_shape")
        ],
        "an attribute of some distributions, not of the base class",
    ),
    "torch.utils.cpp_extension.CUDA_HOME": "a variable of the module, not in its __all__",
}


def listed() -> list[str]:
    """The names, in order."""
    return NAMES.read_text(encoding="utf-8").split()


def kind_of_name(name: str, public: Collection[str], snapshot: Snapshot) -> str:
    """What a name outside the census is."""
    if name in GONE:
        return GONE[name]
    root = name.split(".")[0]
    if root != snapshot.framework:
        return "other package" if root not in sys.stdlib_module_names else "Python's standard library"
    if any(part.startswith("_") and not part.startswith("__") for part in name.split(".")):
        return "private"
    other = snapshot.canonical(name)
    if other in public:
        return f"another path to {other}"
    if snapshot.kind(name) == "module":
        return "a module"
    if snapshot.kind(name) in ("method", "attribute"):
        return "a member of a public class"
    return "has it, but does not export it" if name in snapshot else "not in torch 2.13"
