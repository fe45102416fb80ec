import torch
def f(x, *, dtype: "torch.dtype" = torch.float32, layer: "type[torch.nn.Module]" = torch.nn.Linear) -> "dict[str, list[torch.Tensor]]":
    y: "torch.Tensor" = x
    z: torch.Tensor
    z = y
    return {"a": [z]}
import typing
h = typing.get_type_hints(f)
print(h["dtype"] is torch.dtype, h["layer"] == type[torch.nn.Module], h["return"] == dict[str, list[torch.Tensor]], f(torch.ones(1), layer=torch.nn.Identity)["a"][0].item())
