import torch
from torch import nn


def describe(v):
    match v:
        case torch.Tensor():
            return ("tensor", v.numel())
        case nn.Linear() as lin:
            return ("linear", lin.out_features)
        case {"x": torch.Tensor() as t}:
            return ("dict", t.max(0).values.item())
        case [first, *_] if torch.is_tensor(first):
            return ("list", first.size(0))
        case torch.float32 | torch.float64:
            return "float"
        case _:
            return "other"


print([describe(v) for v in (torch.ones(3), nn.Linear(1, 2), {"x": torch.tensor([1.0, 4.0])}, [torch.ones(2), 1], torch.float64, "s")])
type_name = type(torch.ones(1)).__name__
match type_name:
    case "Tensor":
        print("ok")
