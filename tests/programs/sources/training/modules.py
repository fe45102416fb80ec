"""The machinery of nn.Module as models use it."""
import copy
from collections import OrderedDict
from typing import Optional

import torch
import torch.nn as nn
from torch import Tensor


class Norm(nn.Module):
    weight: nn.Parameter
    __constants__ = ["eps"]

    def __init__(self, dim: int, eps: float = 1e-6, affine: bool = True):
        super().__init__()
        self.eps = eps
        if affine:
            self.weight = nn.Parameter(torch.ones(dim))
            self.register_parameter("bias", None)
        else:
            self.register_parameter("weight", None)
            self.register_parameter("bias", nn.Parameter(torch.zeros(dim)))
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("cache", None)
        self.register_buffer("mask", torch.ones(dim, dtype=torch.bool), persistent=False)
        self.steps: Optional[Tensor] = None

    def forward(self, x: Tensor) -> Tensor:
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps)
        if self.weight is not None:
            x = x * self.weight
        return x if self.bias is None else x + self.bias

    def extra_repr(self) -> str:
        return f"eps={self.eps}"


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.layers = nn.ModuleList()
        for i in range(2):
            self.layers.append(nn.Linear(4, 4, bias=i == 0))
        self.layers.extend([Norm(4), Norm(4, affine=False)])
        self.heads = nn.ModuleDict(OrderedDict(a=nn.Linear(4, 2), b=nn.Identity()))
        self.scales = nn.ParameterList([nn.Parameter(torch.full((1,), float(i))) for i in range(2)])
        self.table = nn.ParameterDict({"x": nn.Parameter(torch.zeros(2)), "y": nn.Parameter(torch.ones(1))})
        self.tied = self.layers[0]
        self.plain = [nn.Linear(1, 1)]
        self.number = 3

    def forward(self, x, head="a"):
        for i, layer in enumerate(self.layers):
            x = layer(x) + self.scales[i % 2]
        return self.heads[head](x) * self.table["y"]


net = Net()
for i, p in enumerate(net.parameters()):
    nn.init.constant_(p, 0.1 * (i + 1))
x = torch.linspace(-1, 1, 8).view(2, 4)
print([[round(v, 4) for v in row] for row in net(x).tolist()], tuple(net(x, head="b").shape))
print(list(net.state_dict()))
print([n for n, _ in net.named_parameters()])
print([n for n, _ in net.named_parameters(remove_duplicate=False)][:4], [n for n, _ in net.layers.named_parameters(prefix="p", recurse=True)])
print([n for n, _ in net.named_buffers()], [n for n, _ in net.named_modules()], [n for n, _ in net.named_children()])
print(len(list(net.parameters())), len(list(net.parameters(recurse=False))), len(list(net.buffers())), len(list(net.children())))
print(net.get_submodule("layers.2").eps, tuple(net.get_parameter("heads.a.weight").shape), net.get_buffer("layers.2.mean").sum().item())
for bad in ("layers.9", "nothing"):
    try:
        net.get_submodule(bad)
    except AttributeError as error:
        print("AttributeError")
try:
    net.missing
except AttributeError as error:
    print(error)
print(hasattr(net, "missing"), getattr(net, "number"), "tied" in dict(net.named_children()), "layers" in net._modules, "weight" in net.layers[2]._parameters, "mean" in net.layers[2]._buffers)
# attributes
net.extra = nn.Parameter(torch.zeros(3))
print("extra" in dict(net.named_parameters()))
try:
    net.extra = torch.ones(3)
except TypeError as error:
    print("TypeError")
net.extra = None
print("extra" in dict(net.named_parameters()), net.extra)
del net.extra
print(hasattr(net, "extra"))
net.number = 4
net.layers[2].steps = torch.ones(2)
print("layers.2.steps" in net.state_dict(), net.number)
net.layers[2].mean = torch.full((4,), 2.0)
print(net.state_dict()["layers.2.mean"].tolist())
net.heads["c"] = nn.ReLU()
net.heads.update({"d": nn.Tanh()})
print(list(net.heads), list(net.heads.keys()), len(net.heads), "c" in net.heads, type(net.heads.pop("c")).__name__, [k for k, v in net.heads.items()])
net.layers.insert(0, nn.Identity())
del net.layers[1]
net.layers[0] = nn.Linear(4, 4)
print(len(net.layers), [type(m).__name__ for m in net.layers], [type(m).__name__ for m in net.layers[1:3]], type(net.layers[-1]).__name__)
net.layers += [nn.ReLU()]
print(len(net.layers), len(net.layers + [nn.ReLU()]), [n for n, _ in net.layers.named_children()])
net.scales.append(nn.Parameter(torch.ones(2)))
print(len(net.scales), [tuple(p.shape) for p in net.scales], sorted(net.table.keys()), "x" in net.table, net.table["y"].item())
net.table["z"] = nn.Parameter(torch.ones(1))
print([n for n, _ in net.named_parameters() if n.startswith(("scales", "table"))])
sequence = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
sequence.append(nn.Sigmoid()).insert(1, nn.Identity())
print(len(sequence), [type(m).__name__ for m in sequence], type(sequence[:2]).__name__, list(sequence[2:].state_dict()), list(sequence.state_dict()))
sequence[0] = nn.Linear(2, 3, bias=False)
sequence.add_module("last", nn.Flatten())
print([n for n, _ in sequence.named_children()], type(sequence.last).__name__)
# casts
print(net.double() is net, net.layers[0].weight.dtype == torch.float64, net.get_buffer("layers.2.mask").dtype == torch.bool)
net.half()
print(all(p.dtype == torch.float16 for p in net.parameters()), net.get_buffer("layers.2.mean").dtype == torch.float16)
net.float().to("cpu").to(torch.float32).to(device="cpu", dtype=torch.float32, non_blocking=True)
net.bfloat16()
net = net.to(torch.device("cpu"), torch.float32)
print(next(net.parameters()).dtype == torch.float32, net.cpu() is net)
before = net.layers[0].weight
net.to(torch.float64)
print(before is net.layers[0].weight, before.dtype == torch.float64)
net.float()
# apply, train, requires_grad_, zero_grad, copies
kinds = []
print(net.apply(lambda m: kinds.append(type(m).__name__)) is net, kinds[0], kinds[-1], kinds.count("Norm"))
print(net.train(False).training, net.layers[2].training, net.train().training, net.eval() is net)
net.requires_grad_(False)
print(any(p.requires_grad for p in net.parameters()))
net.heads.requires_grad_()
print([n for n, p in net.named_parameters() if p.requires_grad])
copied = copy.deepcopy(net)
copied.heads["a"].weight.data.fill_(9.0)
print(net.heads["a"].weight.max().item() < 9, copied.heads["a"].weight.max().item(), copied.state_dict().keys() == net.state_dict().keys())
y = net(x).sum()
y.backward()
print(net.heads["a"].bias.grad.tolist(), net.layers[0].weight.grad)
net.zero_grad()
print(net.heads["a"].bias.grad)
print(Norm(3))
print(nn.Sequential(OrderedDict(fc=nn.Sequential(Norm(2)), act=Norm(1))))


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(2, 2)

    def __getattr__(self, name):
        try:
            return super().__getattr__(name)
        except AttributeError:
            return getattr(self.inner, name)

    def __setattr__(self, name, value):
        if name == "magic":
            value = value * 2
        super().__setattr__(name, value)

    def __call__(self, *args, **kwargs):
        return super().__call__(*args, **kwargs) + 1

    def __len__(self):
        return 5

    def forward(self, x):
        return x * 0


lazy = Lazy()
lazy.magic = 4
print(lazy.in_features, lazy.magic, lazy(torch.ones(1)).tolist(), len(lazy))
try:
    lazy.nothing
except AttributeError as error:
    print("AttributeError")
try:
    nn.Module.__init__
    class Forgot(nn.Module):
        def __init__(self):
            self.fc = nn.Linear(1, 1)
    Forgot()
except (AttributeError, ValueError):
    print("super().__init__ is missing")
try:
    nn.Module()(x)
except NotImplementedError:
    print("NotImplementedError")
print(sum(p.numel() for p in net.parameters()), sum(b.numel() for b in net.buffers()), isinstance(net.scales, nn.ParameterList), isinstance(net, nn.Module))
