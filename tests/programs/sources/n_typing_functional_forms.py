import typing, torch, collections, dataclasses
V = typing.TypeVar("V", bound="torch.nn.Module")
N = typing.NamedTuple("N", [("x", "torch.Tensor"), ("y", torch.Tensor)])
TD = typing.TypedDict("TD", {"a": "torch.Tensor", "b": int})
DC = dataclasses.make_dataclass("DC", [("x", "torch.Tensor"), ("n", int)])
print(eval(N.__annotations__["x"].__forward_arg__) is torch.Tensor, eval(DC.__annotations__["x"]) is torch.Tensor, eval(TD.__annotations__["a"].__forward_arg__) is torch.Tensor)
print(typing.cast("torch.Tensor", torch.ones(2)).sum().item())
f = typing.Optional["torch.Tensor"]
def g(a: f, b: typing.Annotated["torch.Tensor", "torch.Tensor is documented"]) -> "None | torch.Tensor": return a
print(typing.get_type_hints(g)["a"] == typing.Optional[torch.Tensor], typing.get_type_hints(g)["b"] is torch.Tensor)
print(typing.get_type_hints(g, include_extras=True)["b"].__metadata__)
L = typing.Literal["torch.Tensor", "b"]
print(L.__args__)
