import functools
import operator
from functools import partial, reduce

import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
pad = functools.partial(F.pad, mode="constant", value=2.0)
print(pad(x, (1, 0)).tolist(), partial(torch.max, dim=1)(x).indices.tolist(), partial(torch.add, x)(x, alpha=2).tolist(), partial(torch.clamp, min=2)(x, max=3).tolist())
print(reduce(torch.add, x.unbind()).tolist(), reduce(torch.max, x.unbind()).tolist(), reduce(torch.matmul, [x, x, x]).tolist(), reduce(operator.add, x.split(1)).tolist(), reduce(torch.Tensor.mul, x.unbind()).tolist())
norm = partial(nn.LayerNorm, eps=1e-6, elementwise_affine=False)
blocks = [partial(nn.Conv2d, kernel_size=1, bias=False), partial(nn.Linear, bias=False)]
print(norm(2)(x).shape[0], [type(b(2, 3)).__name__ for b in blocks], norm.func is nn.LayerNorm, norm.keywords, [list(b(2, 3).weight.shape) for b in blocks])
chain = [partial(torch.sum, dim=0), partial(torch.mul, other=2), partial(torch.unsqueeze, dim=0), partial(torch.cat, dim=-1)]
print(reduce(lambda t, f: f(t), chain[:-1], x).tolist(), chain[-1]([x, x]).shape[1], partial(x.view, 4)().tolist(), partial(x.max, dim=0)()[1].tolist())
print(list(map(partial(torch.full, fill_value=1.0), [(1,), (2,)]))[1].tolist(), partial(torch.zeros, 2)(1).shape[1], partial(torch.where, x > 2)(x, torch.zeros(())).tolist(), partial(torch.arange, step=2)(1, 6).tolist())
compose = lambda *fs: reduce(lambda f, g: lambda t: g(f(t)), fs)
print(compose(torch.relu, partial(torch.flatten, start_dim=0), torch.numel)(x), operator.methodcaller("view", -1)(x).tolist())
