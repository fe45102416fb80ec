"""Gradient modes as contexts and decorators."""
import torch
from torch import enable_grad, inference_mode, no_grad
from torch.autograd import set_grad_enabled

w = torch.ones(2, requires_grad=True)


@torch.no_grad()
def one(x):
    return x * 2


@torch.no_grad
def two(x):
    return x * 2


@torch.inference_mode()
def three(x):
    """Three."""
    return x * 2


@torch.inference_mode
def four(x):
    return x * 2


@inference_mode(False)
def five(x):
    return x * 2


@torch.set_grad_enabled(False)
def six(x):
    return x * 2


@torch.enable_grad()
def seven(x):
    return x * 2


@enable_grad
def eight(x):
    return x * 2


class Runner:
    @no_grad()
    def method(self, x):
        return (x * 2).requires_grad

    @staticmethod
    @torch.no_grad()
    def static(x):
        return (x * 2).requires_grad

    @classmethod
    @torch.inference_mode()
    def klass(cls, x):
        return (x * 2).requires_grad

    @property
    @torch.no_grad()
    def prop(self):
        return (w * 2).requires_grad

    @no_grad
    def bare(self, x, *, flag=True):
        return (x * 2).requires_grad, flag


print([f(w).requires_grad for f in (one, two, three, four, five, six, seven, eight)], three.__name__, three.__doc__)
with torch.no_grad():
    print([f(w).requires_grad for f in (one, five, seven, eight)])
r = Runner()
print(r.method(w), Runner.static(w), r.klass(w), r.prop, r.bare(w, flag=False))
with torch.no_grad():
    a = w * 2
    with torch.enable_grad():
        b = w * 2
    c = w * 2
print(a.requires_grad, b.requires_grad, c.requires_grad, (w * 2).requires_grad)
with inference_mode():
    d = w + 1
    print(torch.is_grad_enabled())
print(d.requires_grad)
for train in (True, False):
    with torch.set_grad_enabled(train):
        print((w * 2).requires_grad)
    with set_grad_enabled(mode=train):
        print((w * 2).requires_grad)
prev = torch.is_grad_enabled()
torch.set_grad_enabled(False)
print((w * 2).requires_grad, torch.is_grad_enabled())
torch.set_grad_enabled(prev)
print((w * 2).requires_grad)
try:
    with torch.no_grad():
        raise ValueError("inside")
except ValueError:
    print(torch.is_grad_enabled())
context = torch.no_grad() if prev else torch.enable_grad()
with context, torch.enable_grad():
    print((w * 2).requires_grad)
guard = torch.no_grad
with guard():
    print((w * 2).requires_grad)
model = torch.nn.Linear(2, 2)
evaluate = torch.no_grad()(model.forward)
print(evaluate(torch.ones(1, 2)).requires_grad, model(torch.ones(1, 2)).requires_grad)
with torch.no_grad():
    p = torch.nn.Parameter(torch.zeros(2))
    model.weight.fill_(1.0)
    model.weight[0] = 3.0
    model.weight.add_(torch.ones(2, 2), alpha=0.5)
    model.bias -= 0.1 * torch.ones(2)
    z = torch.zeros(2, requires_grad=True)
print(p.requires_grad, model.weight.tolist(), model.weight.requires_grad, z.requires_grad)
try:
    model.weight.add_(1)
except (RuntimeError, ValueError):
    print("a leaf is not changed in place")
from contextlib import ExitStack, nullcontext
with ExitStack() as stack:
    stack.enter_context(torch.no_grad())
    print((w * 2).requires_grad)
with nullcontext() if prev else torch.no_grad():
    print((w * 2).requires_grad)
async def coroutine():
    return torch.is_grad_enabled()
import asyncio
print(asyncio.run(coroutine()))
