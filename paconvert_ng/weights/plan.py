"""What a conversion will do, before it does anything."""

from __future__ import annotations

from dataclasses import dataclass, field

from paconvert_ng.weights.dtypes import cast_dtype
from paconvert_ng.weights.formats.model import Checkpoint, Planned


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the dry run: these keys become those."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    #: ``copy``, ``transpose``, ``split``…; ``drop`` has no targets.
    action: str


@dataclass(slots=True)
class Plan:
    """The tensors that will be written, in order, and how each comes about."""

    tensors: list[Planned] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    #: Nothing is renamed, rearranged or cast.
    same: bool = False
    notes: list[str] = field(default_factory=list)
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        return sum(tensor.nbytes for tensor in self.tensors)


def plan_copy(checkpoint: Checkpoint, dtype: str | None) -> Plan:
    """Every tensor as it is, cast to ``dtype`` if one is given."""
    plan = Plan(same=True, metadata=checkpoint.metadata)
    for tensor in checkpoint.tensors.values():
        wanted = cast_dtype(tensor.dtype, dtype)
        plan.same = plan.same and wanted == tensor.dtype
        plan.tensors.append(Planned(tensor.name, wanted, tensor.shape, tensor.dtype, tensor.value))
        plan.rows.append(Row((tensor.name,), (tensor.name,), "copy"))
    return plan
