from __future__ import annotations
import typing, dataclasses
import torch
@dataclasses.dataclass
class Batch:
    x: torch.Tensor
    device: torch.device | None = None
    dtype: torch.dtype = torch.float32
    opt: type[torch.optim.Optimizer] = torch.optim.SGD
hints = typing.get_type_hints(Batch)
print(hints["x"] is torch.Tensor, hints["device"] == torch.device | None, hints["dtype"] is torch.dtype)
print([f.type.count("torch") >= 0 for f in dataclasses.fields(Batch)], Batch(torch.ones(1)).dtype == torch.float32, Batch.opt is torch.optim.SGD)
