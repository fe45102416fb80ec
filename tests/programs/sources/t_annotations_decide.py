from typing import List, Optional, Tuple, Union
import torch
from torch import Tensor

def largest(x: Tensor, dim: int) -> List[float]:
    values, indices = x.max(dim)
    return values.tolist() + indices.tolist()

def pieces(xs: "List[torch.Tensor]", n: int):
    return [[list(p.shape) for p in x.split(n)] for x in xs]

def words(text: str, n: int):
    return text.split(",", n)

def either(x: Union[Tensor, str], y: Optional[Tensor] = None):
    if isinstance(x, str):
        return x.split("-")
    if y is None:
        return x.sort(descending=True)[0].tolist()
    return [p.tolist() for p in y.split(2)]

def pair(xy: Tuple[Tensor, list]):
    x, l = xy
    l.sort()
    return x.sort()[1].tolist(), l

x = torch.tensor([[1., 5., 2.], [4., 3., 6.]])
print(largest(x, 1), pieces([x, x.t()], 2), words("a,b,c", 1))
print(either("a-b"), either(x[0]), either("", x.flatten()) if False else either(x[0], x.flatten()), pair((x[0], [3, 1])))
