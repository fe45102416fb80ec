import functools
import torch
def outer(x, mode="a b"):
    def inner(y=x, words=mode.split()):
        return y.max(0)[1].item(), words
    def rec(v, n):
        return v if n == 0 else rec(v.split(1)[0] if n % 2 else v, n - 1)
    return inner(), inner("q"[:0] or x * 2), rec(x, 3).numel()
@functools.lru_cache(maxsize=None)
def cached(n): return torch.arange(float(n))
def deco(f):
    @functools.wraps(f)
    def w(*a, **k): return f(*a, **k).split()
    return w
@deco
def text(x: str) -> str: return x
@deco
def text2() -> str: return "u v"
def to_list(f):
    def w(*a): return f(*a).tolist()
    return w
@to_list
def nums(x: torch.Tensor) -> torch.Tensor: return x.sort()[0]
class Reg:
    items = {}
    @classmethod
    def add(cls, f): cls.items[f.__name__] = f; return f
@Reg.add
def big(x): return x.max(0)
x = torch.tensor([2., 5., 1.])
print(outer(x), cached(4).max(0)[1].item(), cached(2).numel(), text("a b"), text2().copy(), nums(x).index(5.0), big(x)[0].item(), Reg.items["big"](x)[1].item())
part = functools.partial(torch.Tensor.max, dim=0); print(part(x)[1].item())
compose = lambda *fs: functools.reduce(lambda f, g: lambda v: g(f(v)), fs)
print(compose(lambda t: t * 2, lambda t: t.max(0)[0].item())(x), (lambda s="a b": s.split())(), (lambda t=x: t.split(2)[1].tolist())())
