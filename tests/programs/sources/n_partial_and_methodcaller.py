import functools, operator, torch
from torch import nn
norm = functools.partial(nn.LayerNorm, eps=1e-6)
act = functools.partial(nn.ReLU, inplace=True)
print(norm(4).eps, type(norm(4)).__name__, act().inplace, norm.func is nn.LayerNorm)
print(operator.methodcaller("sum")(torch.ones(3)).item(), operator.attrgetter("shape")(torch.ones(2, 3))[1], functools.partial(torch.sum, dim=0)(torch.ones(2, 2)).tolist())
compose = lambda *fs: functools.reduce(lambda f, g: lambda x: g(f(x)), fs)
print(compose(torch.abs, torch.sqrt, torch.Tensor.sum)(torch.tensor([-4.0, 9.0])).item())
