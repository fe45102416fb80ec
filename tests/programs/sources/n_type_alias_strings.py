import typing, torch
Maybe = typing.Optional["torch.Tensor"]
V = typing.TypeVar("V", bound="torch.nn.Module")
N = typing.NamedTuple("N", [("x", "torch.Tensor"), ("y", torch.Tensor)])
def f(m: Maybe, n: N) -> V: ...
h = typing.get_type_hints(f)
print(h["m"] == typing.Optional[torch.Tensor], typing.get_type_hints(N)["x"] is torch.Tensor)
c = typing.cast("torch.Tensor", torch.ones(2))
print(c.sum().item())
