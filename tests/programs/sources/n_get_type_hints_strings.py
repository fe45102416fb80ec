import typing, torch
from torch import nn, Tensor
class M(nn.Module):
    layer: "nn.Linear"
    maybe: "typing.Optional[torch.Tensor]" = None
    def forward(self, x: "Tensor", n: "int" = 1, *xs: "torch.Tensor") -> "tuple[Tensor, nn.Module]":
        return x, self
hints = typing.get_type_hints(M.forward)
print(hints["x"] is Tensor, hints["return"] == tuple[Tensor, nn.Module], hints["n"], hints["xs"] is torch.Tensor)
print(typing.get_type_hints(M)["layer"] is nn.Linear, typing.get_type_hints(M)["maybe"] == typing.Optional[torch.Tensor])
