import torch

x = torch.tensor([1.0, 2.0], requires_grad=True)
y = (x ** 3).sum()
(g,) = torch.autograd.grad(y, x, create_graph=True)
print(g.tolist(), torch.autograd.grad(g.sum(), x)[0].tolist(), x.grad)
y.backward() if False else (x * 2).sum().backward()
print(x.grad.tolist(), x.is_leaf, y.grad_fn is not None, x.detach().requires_grad)
x.grad.zero_()
x.grad = None
with torch.enable_grad():
    z = x.clone().requires_grad_()
print(z.requires_grad, torch.is_grad_enabled())
with torch.set_grad_enabled(False):
    print((x * 2).requires_grad)


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a, k):
        ctx.save_for_backward(a)
        ctx.k = k
        return a * k

    @staticmethod
    def backward(ctx, grad):
        (a,) = ctx.saved_tensors
        return grad * ctx.k * 10, None


out = Double.apply(x, 3)
out.sum().backward()
print(out.tolist(), x.grad.tolist())


@torch.no_grad()
def frozen(v):
    return v * 2


print(frozen(x).requires_grad, torch.no_grad.__name__)
