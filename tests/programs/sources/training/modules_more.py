"""Modules built and changed in the ways that model code does it."""
import copy
import functools
import math
from abc import ABC, abstractmethod
from collections import OrderedDict
from typing import Callable, Dict, List, Optional, Tuple, Type, Union

import torch
import torch.nn as nn
from torch import Tensor
from torch.nn import Module, Parameter
from torch.nn import functional as F
from torch.nn.parameter import Parameter as P


class OldStyle(nn.Module):
    def __init__(self, dim):
        nn.Module.__init__(self)
        self.weight = P(torch.Tensor(dim, dim))
        self.bias = Parameter(torch.zeros(dim), requires_grad=False)
        self.reset_parameters()

    def reset_parameters(self):
        self.weight.data.fill_(1.0 / math.sqrt(self.weight.size(1)))
        if self.bias is not None:
            self.bias.data.zero_()

    def forward(self, input):
        return F.linear(input, self.weight, self.bias)

    def __repr__(self):
        return self.__class__.__name__ + "(" + str(self.weight.shape[0]) + ")"


class Mixin:
    def describe(self):
        return f"{type(self).__name__} with {sum(p.numel() for p in self.parameters())}"


class Base(Mixin, nn.Module, ABC):
    registry: Dict[str, Type["Base"]] = {}

    def __init_subclass__(cls, name="", **kwargs):
        super().__init_subclass__(**kwargs)
        Base.registry[name] = cls

    @abstractmethod
    def features(self, x): ...

    def forward(self, *args, **kwargs):
        return self.features(*args, **kwargs)

    @property
    def device(self):
        return next(self.parameters()).device

    @property
    def dtype(self) -> torch.dtype:
        return next(self.parameters()).dtype

    @classmethod
    def build(cls, *args, **kwargs):
        return cls(*args, **kwargs)

    @staticmethod
    def activation(name):
        return {"relu": nn.ReLU, "gelu": nn.GELU}[name]()


class Small(Base, name="small"):
    def __init__(self, dim=2, act_layer: Callable[..., nn.Module] = nn.ReLU, norm_layer=None, drop=0.0):
        super().__init__()
        norm_layer = norm_layer or functools.partial(nn.LayerNorm, eps=1e-6)
        self.norm = norm_layer(dim)
        self.fc = nn.Linear(dim, dim)
        self.act = act_layer()
        self.drop = nn.Dropout(drop) if drop > 0.0 else nn.Identity()
        self.gamma = nn.Parameter(0.5 * torch.ones(dim), requires_grad=True) if dim > 1 else None

    def features(self, x, scale: Optional[float] = None):
        out = self.drop(self.act(self.fc(self.norm(x))))
        if self.gamma is not None:
            out = out * self.gamma
        return x + out if scale is None else x + out * scale


class Reparam(nn.Module):
    """Layers made under names known only at run time."""

    def __init__(self, widths):
        super().__init__()
        for i, (a, b) in enumerate(zip(widths[:-1], widths[1:])):
            setattr(self, f"fc{i}", nn.Linear(a, b))
            self.add_module("act%d" % i, nn.Tanh())
        self.depth = len(widths) - 1
        self.cache: Optional[Tensor] = None
        self.register_buffer("pos", torch.arange(widths[0]).float().unsqueeze(0))

    def forward(self, x):
        x = x + self.pos
        for i in range(self.depth):
            x = getattr(self, f"act{i}")(getattr(self, f"fc{i}")(x))
        self.cache = x.detach()
        return x


def named_apply(fn, module, name="", depth_first=True, include_root=False):
    if not depth_first and include_root:
        fn(module=module, name=name)
    for child_name, child_module in module.named_children():
        child_name = ".".join((name, child_name)) if name else child_name
        named_apply(fn=fn, module=child_module, name=child_name, depth_first=depth_first, include_root=True)
    if depth_first and include_root:
        fn(module=module, name=name)
    return module


def fill(module):
    with torch.no_grad():
        for i, p in enumerate(module.parameters()):
            p.copy_(torch.linspace(-1, 1, p.numel()).reshape(p.shape) * (i + 1) / 3)
    return module


def r(t):
    return [round(v, 4) for v in t.detach().flatten().tolist()]


x = torch.tensor([[1.0, -2.0], [0.5, 3.0]])
old = OldStyle(2)
print(old, r(old(x)), [n for n, p in old.named_parameters() if p.requires_grad], r(old(input=x)))
small = fill(Small.build(act_layer=nn.GELU))
print(r(small(x)), r(small(x, scale=2.0)), small.describe(), small.device.type, small.dtype == torch.float32, Base.registry["small"] is Small)
try:
    Base()
except TypeError:
    print("abstract")
reparam = fill(Reparam([2, 3, 1]))
print(r(reparam(x)), list(reparam.state_dict()), reparam.cache.requires_grad, reparam.depth)
seen = []
named_apply(lambda module, name: seen.append((name, type(module).__name__)), reparam, include_root=True)
print(seen)
# surgery
backbone = nn.Sequential(*list(fill(nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 5))).children())[:-1])
print(len(backbone), r(backbone(x)))
for name, child in reparam.named_children():
    if isinstance(child, nn.Tanh):
        setattr(reparam, name, nn.Sigmoid())
print([type(m).__name__ for m in reparam.children()], r(reparam(x)))
small.fc = nn.Identity()
small.drop = nn.Sequential()
print([n for n, _ in small.named_modules()], r(small(x)))
reparam._modules["fc0"] = fill(nn.Linear(2, 3))
print("fc0" in reparam._modules, len(reparam._modules), [k for k, v in reparam._modules.items() if isinstance(v, nn.Linear)])
parent = reparam
delattr(parent, "act1")
print(hasattr(parent, "act1"), list(dict(parent.named_children())))
# clones and shared parts
layers = nn.ModuleList([copy.deepcopy(nn.Linear(2, 2)) for _ in range(2)])
layers[0].weight = layers[1].weight
print(len(list(layers.parameters())), len(layers.state_dict()), layers[0].weight is layers[1].weight)
tied = nn.Module()
tied.embed = nn.Embedding(4, 3)
tied.head = nn.Linear(3, 4, bias=False)
tied.head.weight = tied.embed.weight
fill(tied)
tied.head(tied.embed(torch.tensor([1, 2]))).sum().backward()
print(len(list(tied.parameters())), list(tied.state_dict()), r(tied.embed.weight.grad)[:6])
# containers of parameters
params = nn.ParameterList([torch.ones(2), nn.Parameter(torch.zeros(1))])
params += [nn.Parameter(torch.full((2, 2), 3.0))]
params[0] = nn.Parameter(torch.full((2,), 7.0))
print(len(params), [r(p) for p in params], [n for n, _ in params.named_parameters()], all(isinstance(p, nn.Parameter) for p in params))
table = nn.ParameterDict()
for key in ("b", "a"):
    table[key] = nn.Parameter(torch.ones(1) * len(table))
table.update({"c": nn.Parameter(torch.ones(1))})
print(list(table), {k: v.item() for k, v in table.items()}, len(table), table.pop("b").item(), "b" in table)
modules = nn.ModuleDict({"conv": nn.Conv2d(1, 1, 1), "norm": nn.BatchNorm2d(1)})
for key, module in modules.items():
    print(key, module.__class__.__name__, module)
print(modules["conv"].kernel_size, modules.conv.stride, [m for m in modules.values()][1].num_features)
print(nn.Sequential(nn.Conv2d(3, 8, kernel_size=3, padding=1, bias=False), nn.BatchNorm2d(8)))
print(small.training, [m.training for m in small.eval().modules()][:2], small.train(mode=True).training)
weights = [m.weight for m in nn.Sequential(nn.Linear(1, 1), nn.ReLU(), nn.Linear(1, 1)) if hasattr(m, "weight")]
print(len(weights), isinstance(weights[0], torch.Tensor), type(weights[0]) is nn.Parameter)
f = small.forward
print(r(f(x)) == r(small(x)), callable(small), small.__class__.__bases__[0].__name__, isinstance(small, Module), issubclass(Small, nn.Module))
d = {small: 1}
print(d[small], small == small, small != reparam, small in [small])
