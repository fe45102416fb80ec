import typing, torch
from typing import List, Dict, Callable, Union
def f(a: List["torch.Tensor"], b: Dict[str, "torch.nn.Module"], c: "Callable[[torch.Tensor], torch.Tensor]", d: Union["torch.Tensor", None]) -> "List[torch.Tensor]": ...
h = typing.get_type_hints(f)
T = torch.Tensor
print(h["a"] == List[T], h["b"] == Dict[str, torch.nn.Module], h["c"] == Callable[[T], T], h["d"] == Union[T, None], h["return"] == List[T])
