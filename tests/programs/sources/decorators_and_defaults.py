import functools
import torch
import torch.nn as nn


def traced(fn):
    @functools.wraps(fn)
    def wrapper(*a, **k):
        return fn(*a, **k)
    return wrapper


@traced
@torch.no_grad()
def f(x, act=torch.relu, dtype=torch.float32, eps=torch.finfo(torch.float32).eps, device=torch.device("cpu")):
    """Doc of f: torch.relu stays in text."""
    return act(x).to(dtype), eps < 1e-3, device.type


class A(nn.Module):
    kinds = (nn.Linear, nn.Conv2d)
    default = torch.zeros(1)

    @property
    def dtype(self):
        return torch.float32

    @staticmethod
    @torch.no_grad()
    def make(n: int = 2) -> "torch.Tensor":
        return torch.ones(n)

    @torch.jit.ignore
    def no_weight_decay(self):
        return {"pos"}

    @classmethod
    def build(cls, *args, norm=functools.partial(nn.LayerNorm, eps=1e-6), **kw):
        m = cls()
        m.norm = norm(4)
        return m


a = A.build()
print(f(torch.tensor([-1.0, 2.0]))[0].tolist(), f(torch.ones(1))[1:], f.__doc__, a.norm.eps, a.no_weight_decay(), A.make(3).sum().item(), a.dtype == torch.float, A.default.item())
print([k.__name__ for k in A.kinds], isinstance(nn.Linear(1, 1), A.kinds), issubclass(A, nn.Module))
