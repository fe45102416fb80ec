"""Hooks of tensors and modules."""
from collections import OrderedDict
from functools import partial

import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.relu = nn.ReLU()
        self.fc = nn.Linear(2, 3)

    def forward(self, x, scale=1.0):
        x = self.relu(self.conv(x)) * scale
        return self.fc(x.mean((2, 3)))


net = Net()
for i, p in enumerate(net.parameters()):
    nn.init.constant_(p, 0.1 * (i + 1))
features = {}


def get_features(name):
    def hook(model, input, output):
        features[name] = output.detach()

    return hook


handles = [m.register_forward_hook(get_features(n)) for n, m in net.named_modules() if n in ("conv", "fc")]
x = torch.ones(1, 1, 4, 4)
net(x)
print({k: tuple(v.shape) for k, v in features.items()}, [round(v, 3) for v in features["fc"].flatten().tolist()])
for h in handles:
    h.remove()
features.clear()
net(x)
print(features)
# a hook that returns replaces the output, a pre hook the input
h1 = net.fc.register_forward_pre_hook(lambda m, args: (args[0] * 0,))
print(net(x).tolist())
h1.remove()
h1 = net.fc.register_forward_pre_hook(lambda m, args: args[0] * 0)
h2 = net.fc.register_forward_hook(lambda m, args, out: out + 100)
print([round(v, 3) for v in net(x)[0].tolist()])
h1.remove(), h2.remove()
order = []
a = net.fc.register_forward_hook(lambda *_: order.append("a"))
b = net.fc.register_forward_hook(lambda *_: order.append("b"), prepend=True)
net(x)
print(order)
a.remove(), b.remove()


def with_kwargs(module, args, kwargs):
    return args, {**kwargs, "scale": kwargs.get("scale", 1.0) * 2}


def out_kwargs(module, args, kwargs, output):
    print("kwargs", kwargs)
    return output


h1 = net.register_forward_pre_hook(with_kwargs, with_kwargs=True)
h2 = net.register_forward_hook(out_kwargs, with_kwargs=True)
net(x, scale=3.0)
h1.remove(), h2.remove()
grads = {}


def save_grad(name, module, grad_input, grad_output):
    grads[name] = ([None if g is None else tuple(g.shape) for g in grad_input], [tuple(g.shape) for g in grad_output])


hs = [net.fc.register_full_backward_hook(partial(save_grad, "fc")), net.conv.register_full_backward_hook(partial(save_grad, "conv"))]
net(x).sum().backward()
print(sorted(grads.items()))
for h in hs:
    h.remove()
net.zero_grad()
h = net.fc.register_full_backward_hook(lambda m, gi, go: tuple(g * 2 for g in gi))
out = net(x.requires_grad_())
out.sum().backward()
doubled = x.grad.clone()
h.remove()
x.grad = None
net(x).sum().backward()
print(torch.allclose(doubled, 2 * x.grad))
x = x.detach()
h = net.fc.register_full_backward_pre_hook(lambda m, go: (go[0] * 10,))
net.zero_grad()
net(x).sum().backward()
print(net.fc.bias.grad.tolist())
h.remove()
# tensor hooks
t = torch.tensor([1.0, 2.0], requires_grad=True)
seen = []
h = t.register_hook(lambda g: seen.append(g.tolist()))
h2 = t.register_hook(lambda g: g.clamp(max=1.0))
u = t * 3
u.register_hook(lambda g: g * 2)
u.retain_grad()
u.sum().backward()
print(seen, t.grad.tolist(), u.grad.tolist())
h.remove()
h2.remove()
t.grad = None
(t * 3).sum().backward()
print(seen, t.grad.tolist())
print(net(x).abs().sum().item() > 0)
# parameters' hooks for masks of gradients
mask = torch.tensor([1.0, 0.0, 1.0])
h = net.fc.bias.register_hook(lambda grad: grad * mask)
net.zero_grad()
net(x).sum().backward()
print(net.fc.bias.grad.tolist())
h.remove()
count = []
h = net.fc.bias.register_post_accumulate_grad_hook(lambda p: count.append(p.grad.tolist()))
net.zero_grad()
net(x).sum().backward()
print(count)
h.remove()
