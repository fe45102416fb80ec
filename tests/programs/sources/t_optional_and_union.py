from typing import Optional, Union, Sequence
import torch

class Cache:
    key: Optional[torch.Tensor] = None
    label: str = "a b"

    def put(self, k: torch.Tensor) -> Optional[torch.Tensor]:
        old = self.key
        self.key = k if old is None else torch.cat([old, k])
        return old

def f(x: Optional[torch.Tensor], s: Union[str, None] = None, xs: Sequence[torch.Tensor] | None = None):
    r = []
    if x is not None:
        r.append(x.max(0)[1].item())
    if s:
        r += s.split("b")
    for y in xs or []:
        r.append(y.numel())
        r += [p.sum().item() for p in y.split([1, y.size(0) - 1])]
    return r

def g(v: torch.Tensor | str | list):
    if isinstance(v, list):
        v.sort(); return v
    return v.split("x") if isinstance(v, str) else v.sort()[0].tolist()

c = Cache()
print(c.put(torch.tensor([1., 2.])), c.put(torch.tensor([3.])).max(0)[0].item(), c.key.max(0)[1].item(), c.label.split())
print(f(None), f(torch.tensor([1, 3, 2]), "abc", [torch.arange(3), torch.arange(2)]), g([2, 1]), g("1x2"), g(torch.tensor([2, 1])))
