from m.model import f
import typing, torch
from m import types_
print(f(torch.ones(1)).tolist(), typing.get_type_hints(f, vars(types_))["x"] is torch.Tensor)
