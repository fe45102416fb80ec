import functools, time
import torch
def shape_checked(fn):
    @functools.wraps(fn)
    def inner(self, x, *a, **k):
        assert x.ndim == 2, f"got {tuple(x.shape)}"
        return fn(self, x, *a, **k)
    return inner
class Net(torch.nn.Module):
    @shape_checked
    def forward(self, x, scale=1.0): return x.sum(-1) * scale
    @staticmethod
    @torch.no_grad()
    def init(t): return t.fill_(3)
    @classmethod
    def build(cls, **k): return cls(**k)
    @functools.cached_property
    def table(self): return torch.arange(3)
    @property
    def device(self): return torch.device("cpu")
n = Net.build()
print(n(torch.ones(1, 2), scale=2).tolist(), n.table is n.table, n.device.type, Net.init(torch.zeros(1)).item(), n.forward.__name__)
try: n(torch.ones(3))
except AssertionError as e: print(e)
REG = {}
def register(name):
    def deco(c): REG[name] = c; return c
    return deco
@register("double")
class D(torch.nn.Module):
    def forward(self, x): return x + x
print(REG["double"]()(torch.ones(1)).item(), [k for k in REG])
