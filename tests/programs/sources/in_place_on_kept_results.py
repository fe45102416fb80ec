"""What an operator gave is changed in place, and its own backward pass must not see that."""
import torch
import torch.nn.functional as F
from torch import nn

torch.manual_seed(0)
base = torch.linspace(-2, 2, 96).sin().view(2, 3, 4, 4) * 3
other = torch.linspace(1, 2, 16).view(4, 4)
norm = nn.GroupNorm(1, 3)
norm.weight.data.copy_(torch.tensor([0.5, 1.0, 2.0]))
conv = nn.Conv2d(3, 3, 1)
nn.init.constant_(conv.weight, 0.3)
nn.init.constant_(conv.bias, 0.1)
producers = {
    "max_pool2d": lambda x: F.max_pool2d(x, 3, 1, 1),
    "MaxPool2d": nn.MaxPool2d(2, 1, 1),
    "max_pool3d": lambda x: F.max_pool3d(x[None], 2),
    "avg_pool2d": lambda x: F.avg_pool2d(x, 2),
    "adaptive_avg_pool2d": lambda x: F.adaptive_avg_pool2d(x, 2),
    "adaptive_max_pool2d": lambda x: F.adaptive_max_pool2d(x, 2),
    "group_norm": norm,
    "layer_norm": lambda x: F.layer_norm(x, (4,)),
    "instance_norm": lambda x: F.instance_norm(x),
    "batch_norm": lambda x: F.batch_norm(x, None, None, training=True),
    "conv": conv,
    "div": lambda x: x / other,
    "mul": lambda x: x * other,
    "elu": F.elu,
    "selu": F.selu,
    "silu": F.silu,
    "mish": F.mish,
    "gelu": F.gelu,
    "relu6": F.relu6,
    "hardswish": F.hardswish,
    "leaky_relu": F.leaky_relu,
    "softplus": F.softplus,
    "max": lambda x: x.max(1)[0],
    "clamp": lambda x: x.clamp(-1, 1),
    "interpolate": lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"),
    "cumsum": lambda x: x.cumsum(2),
    "pixel_unshuffle": lambda x: F.pixel_unshuffle(x, 2),
}


def plus(y):
    y += 0.5
    return y


def minus(y):
    y -= y.detach().clone() * 0.5
    return y


def times(y):
    y *= 3.0
    return y


def over(y):
    y /= 4
    return y


changes = {
    "+=": plus,
    "-=": minus,
    "*=": times,
    "/=": over,
    "add_": lambda y: y.add_(1.0),
    "mul_": lambda y: y.mul_(2.0),
    "sub_": lambda y: y.sub_(1.0),
    "div_": lambda y: y.div_(3.0),
    "ReLU": nn.ReLU(inplace=True),
    "SiLU": nn.SiLU(inplace=True),
}
for name, producer in producers.items():
    found = []
    for change in changes.values():
        leaf = base.clone().requires_grad_()
        given = producer(leaf * 1.0)
        changed = change(given)
        assert changed is given
        (changed * changed.detach().cos()).sum().backward()
        found += [f"{float(leaf.grad.abs().sum()):.1f}", f"{float(given.abs().sum()):.1f}"]
    print(name, *found)
