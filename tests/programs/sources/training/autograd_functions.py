"""Functions with a backward of their own."""
import torch
from torch import autograd
from torch.autograd import Function
from torch.autograd.function import once_differentiable
import torch.nn.functional as F


class Clamp(Function):
    @staticmethod
    def forward(ctx, x, low, high):
        ctx.save_for_backward(x)
        ctx.low, ctx.high = low, high
        return x.clamp(low, high)

    @staticmethod
    def backward(ctx, grad_output):
        x, = ctx.saved_tensors
        mask = (x >= ctx.low) & (x <= ctx.high)
        return grad_output * mask.to(grad_output.dtype), None, None


class SumAndProd(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, b):
        ctx.save_for_backward(a, b)
        return a + b, a * b

    @staticmethod
    def backward(ctx, gs, gp):
        a, b = ctx.saved_tensors
        print("needs", ctx.needs_input_grad, gs.tolist(), gp.tolist())
        ga = gb = None
        if ctx.needs_input_grad[0]:
            ga = gs + gp * b
        if ctx.needs_input_grad[1]:
            gb = gs + gp * a
        return ga, gb


class Reverse(autograd.Function):
    """Gradient reversal, as in domain adaptation."""

    @staticmethod
    def forward(ctx, x, alpha):
        ctx.alpha = alpha
        return x.view_as(x)

    @staticmethod
    def backward(ctx, grad):
        return grad.neg() * ctx.alpha, None


class Round(Function):
    @staticmethod
    def forward(ctx, x):
        return torch.round(x)

    @staticmethod
    def backward(ctx, g):
        return g


class TopOne(Function):
    @staticmethod
    def forward(ctx, x):
        values, index = x.max(dim=-1)
        ctx.mark_non_differentiable(index)
        ctx.save_for_backward(index)
        ctx.size = x.size(-1)
        return values, index

    @staticmethod
    @once_differentiable
    def backward(ctx, gv, gi):
        (index,) = ctx.saved_tensors
        return F.one_hot(index, ctx.size).to(gv.dtype) * gv.unsqueeze(-1)


class Scale_(Function):
    @staticmethod
    def forward(ctx, x, k):
        ctx.mark_dirty(x)
        ctx.k = k
        x.mul_(k)
        return x

    @staticmethod
    def backward(ctx, g):
        return g * ctx.k, None


class NoMaterialize(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.set_materialize_grads(False)
        return x * 1, x * 2

    @staticmethod
    def backward(ctx, a, b):
        print("materialized", a is None, b is None)
        return b * 2 if a is None else a + 2 * b


class Separate(Function):
    @staticmethod
    def forward(x, n):
        return x ** n

    @staticmethod
    def setup_context(ctx, inputs, output):
        x, n = inputs
        ctx.save_for_backward(x)
        ctx.n = n

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * ctx.n * x ** (ctx.n - 1), None


class Swish(Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x * torch.sigmoid(x)

    @staticmethod
    def backward(ctx, g):
        s = torch.sigmoid(ctx.saved_tensors[0])
        return g * (s + ctx.saved_tensors[0] * s * (1 - s))


swish = Swish.apply


class SwishModule(torch.nn.Module):
    def forward(self, x):
        return Swish.apply(x)


x = torch.tensor([-2.0, 0.5, 3.0], requires_grad=True)
Clamp.apply(x, -1, 1).sum().backward()
print(x.grad.tolist())
a = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([3.0, 4.0])
s, p = SumAndProd.apply(a, b)
print(s.requires_grad, s.grad_fn is not None, s.is_leaf)
(s.sum() + 2 * p.sum()).backward()
print(a.grad.tolist(), b.grad)
a.grad = None
b.requires_grad_()
s, p = SumAndProd.apply(a, b)
p.sum().backward()
print(a.grad.tolist(), b.grad.tolist())
x.grad = None
Reverse.apply(x * 2, 0.5).sum().backward()
print(x.grad.tolist())
x.grad = None
Round.apply(x * 1.3).pow(2).sum().backward()
print(x.grad.tolist())
m = torch.tensor([[1.0, 5.0, 2.0], [7.0, 0.0, 1.0]], requires_grad=True)
v, i = TopOne.apply(m)
print(v.tolist(), i.tolist(), i.requires_grad, v.requires_grad)
(v * torch.tensor([1.0, 10.0])).sum().backward()
print(m.grad.tolist())
y = torch.ones(2, requires_grad=True)
z = y * 3
out = Scale_.apply(z, 4)
out.sum().backward()
print(out.tolist(), z.tolist(), y.grad.tolist(), out is z)
x.grad = None
_, second = NoMaterialize.apply(x)
second.sum().backward()
print(x.grad.tolist())
x.grad = None
Separate.apply(x, 3).sum().backward()
print(x.grad.tolist())
x.grad = None
out = SwishModule()(x) + swish(x)
out.sum().backward()
print([round(v, 5) for v in x.grad.tolist()])
# second derivative through a function whose backward is differentiable
x = torch.tensor([1.5], requires_grad=True)
(g,) = torch.autograd.grad(swish(x), x, create_graph=True)
(gg,) = torch.autograd.grad(g, x)
print(round(g.item(), 5), round(gg.item(), 5))
with torch.no_grad():
    print(swish(x).requires_grad)
print(torch.autograd.gradcheck(swish, torch.randn(3, dtype=torch.float64, requires_grad=True)))


class Bad(Function):
    @staticmethod
    def forward(ctx, a, b):
        return a + b

    @staticmethod
    def backward(ctx, g):
        return g


try:
    Bad.apply(x, x).backward()
except Exception as error:
    print("incorrect number of gradients" in str(error))


class Keyword(Function):
    @staticmethod
    def forward(ctx, x, scale=2.0, *rest):
        ctx.scale, ctx.rest = scale, len(rest)
        ctx.shape = x.shape
        return x.sum() * scale

    @staticmethod
    def backward(ctx, g):
        return (g * ctx.scale).expand(ctx.shape), None, *[None] * ctx.rest


w = torch.ones(2, 3, requires_grad=True)
Keyword.apply(w, 5.0, "a", [1]).backward()
print(w.grad.tolist())
