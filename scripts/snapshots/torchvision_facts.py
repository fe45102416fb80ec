"""What is particular to torchvision: it is built on torch, whose names its classes derive from and mention."""

from __future__ import annotations

import enum
from typing import Any

import torch

from paconvert_ng.rules.model import Signature
from tests.support.torchvision_kernels import load_kernels

from .annotations import Annotations
from .members import Member
from .names import Names, Scope, aliases, collect, kind_of
from .torch_facts import SCOPE as TORCH_SCOPE

SCOPE = Scope(
    framework="torchvision",
    deep=(
        "torchvision.datasets", "torchvision.io", "torchvision.models", "torchvision.ops", "torchvision.transforms",
        "torchvision.tv_tensors",
    ),
    flat=("torchvision", "torchvision.utils", "torchvision.models._utils"),
    everything=True,
)  # fmt: skip


class TorchvisionFacts:
    """Signatures by ``inspect``: the package is written in Python, with annotations."""

    scope = SCOPE
    tensor = torch.Tensor

    def __init__(self) -> None:
        load_kernels()
        import torchvision

        self.version = torchvision.__version__.split("+")[0]
        self.fields: dict[str, str] = {}
        self.named_tuples: dict[str, tuple[list[str], str]] = {}

    def foreign_names(self) -> dict[int, str]:
        """Public names of torch's classes by object id."""
        found: Names = collect(TORCH_SCOPE)
        other = aliases(found, TORCH_SCOPE)
        classes = {id(v): name for name, v in found.objects.items() if name not in other and kind_of(v) == "class"}
        return {**classes, id(torch.Tensor): "Tensor"}

    def extra_names(self) -> dict[str, Any]:
        return {}

    def corrected(self, name: str, signatures: list[Signature]) -> list[Signature]:
        """Transforms are annotated for scripting: they take and give PIL images as well, and numbers for lists."""
        if not name.startswith("torchvision.transforms."):
            return signatures
        corrected = []
        for signature in signatures:
            params = [param._replace(annotation="") for param in signature.params]
            returns = "" if "Tensor" in signature.returns else signature.returns
            corrected.append(Signature(tuple(params), returns))
        return corrected

    def returned(self, name: str) -> str:
        return ""

    def opaque(self, name: str, cls: type) -> bool:
        """Whether the members of a class are left out: tensors have torch's; enumerations are taken whole."""
        return issubclass(cls, (torch.Tensor, enum.Enum))

    def more_values(self) -> dict[str, str]:
        """``models.__dict__[name]()`` is how the examples of torchvision build a network by its name."""
        return {"torchvision.models.__dict__": "dict"}

    def function(self, name: str, value: Any, annotations: Annotations) -> list[Signature] | None:
        return None

    def constructor(self, name: str, cls: type, annotations: Annotations) -> list[Signature] | None:
        return None

    def tensor_members(self, annotations: Annotations) -> dict[str, Member]:
        return {}

    def documented_alias(self, name: str, value: Any) -> str:
        return ""
