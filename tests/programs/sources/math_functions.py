import math
import torch

x = torch.tensor([0.3, 0.7, 1.2])


def s(t):
    return [round(v, 4) for v in t.flatten().tolist()]


for name in ("exp", "log", "sqrt", "rsqrt", "sin", "cos", "tanh", "sigmoid", "erf", "floor", "ceil", "round", "abs", "neg", "reciprocal", "log1p", "expm1", "square", "sign", "frac", "log2", "atan"):
    print(name, s(getattr(torch, name)(x)), s(getattr(x, name)()))
print(s(torch.pow(x, 2)), s(x ** 0.5), s(torch.pow(2, x)), s(x.clamp(0.5)), s(torch.clamp(x, max=1)), s(torch.lerp(x, x * 2, 0.5)), s(torch.fmod(x, 0.5)), s(torch.remainder(-x, 0.5)), s(torch.atan2(x, x)), s(torch.logical_not(x > 1).float()))
print(s(torch.addmm(torch.ones(1, 1), x[None], x[:, None], beta=2, alpha=0.5)), s(torch.outer(x, x)), s(torch.bmm(x.view(1, 1, 3), x.view(1, 3, 1))), s(torch.matmul(x, x)), s(torch.dot(x, x)), s(torch.cross(x, x.flip(0), dim=0)), s(torch.cdist(x[:, None], x[:, None])), s(torch.linalg.norm(x)), s(torch.norm(x, p=1)))
print(math.prod(x.shape), float(x.sum()), round(math.sqrt(x[0]), 4), torch.isclose(x, x + 1e-9).all().item(), torch.equal(x, x.clone()), torch.isfinite(x / 0).tolist(), torch.nan_to_num(torch.tensor([float("nan"), 1.0])).tolist())
