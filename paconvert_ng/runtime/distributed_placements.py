"""How a tensor lies on a mesh of devices: torch's descriptions, which programs make without having a mesh."""

from __future__ import annotations

from typing import Any


class Placement:
    """torch.distributed.tensor.Placement: what the three kinds have in common."""

    def is_shard(self, dim: int | None = None) -> bool:
        """Whether the tensor is split (along ``dim``, if that is given)."""
        own = getattr(self, "dim", None)
        return own is not None and dim in (None, own)

    def is_replicate(self) -> bool:
        """Whether each device has the whole tensor."""
        return isinstance(self, Replicate)

    def is_partial(self, reduce_op: str | None = None) -> bool:
        """Whether the devices' tensors are still to be reduced (by ``reduce_op``, if that is given)."""
        own = getattr(self, "reduce_op", None)
        return own is not None and reduce_op in (None, own)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and vars(other) == vars(self)

    def __hash__(self) -> int:
        return hash((type(self).__name__, *vars(self).values()))


class Replicate(Placement):
    """torch.distributed.tensor.Replicate."""

    def __repr__(self) -> str:
        return "Replicate()"

    def __str__(self) -> str:
        return "R"


class Shard(Placement):
    """torch.distributed.tensor.Shard: split along ``dim``."""

    def __init__(self, dim: int) -> None:
        self.dim = dim

    def __repr__(self) -> str:
        return f"Shard(dim={self.dim})"

    def __str__(self) -> str:
        return f"S({self.dim})"


class Partial(Placement):
    """torch.distributed.tensor.Partial: to be reduced by ``reduce_op``."""

    def __init__(self, reduce_op: Any = None) -> None:
        self.reduce_op = "sum" if reduce_op is None else reduce_op

    def __repr__(self) -> str:
        return f"Partial({self.reduce_op})"

    def __str__(self) -> str:
        return f"P({self.reduce_op})"
