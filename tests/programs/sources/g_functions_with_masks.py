import torch
class Clamp(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, lo, hi):
        ctx.save_for_backward(x)
        ctx.lo, ctx.hi = lo, hi
        return x.clamp(lo, hi)
    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * ((x >= ctx.lo) & (x <= ctx.hi)), None, None
x = torch.tensor([-2., .5, 3.], requires_grad=True)
y = Clamp.apply(x, -1., 1.)
y.sum().backward()
print(y.tolist(), x.grad.tolist(), y.grad_fn is not None, x.is_leaf, y.is_leaf)
