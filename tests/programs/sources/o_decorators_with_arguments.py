import functools

import torch

log = []


def scaled(by, *, dim=0, act=torch.relu):
    def decorate(function):
        @functools.wraps(function)
        def inner(*args, **kwargs):
            return torch.mul(act(function(*args, **kwargs)), by).sum(dim=dim)

        return inner

    return decorate


def say(name, value):
    log.append(name)
    return value


@scaled(torch.max(say("t", torch.tensor([1.0, 3.0])), dim=say("d", 0)).values, act=say("act", torch.tanh))
@scaled(say("by", 2), dim=torch.numel(say("n", torch.ones(1))))
@torch.no_grad()
def f(x, n=say("default", 2)):
    """Doc."""
    return x.view(1, 1, -1).expand(n, -1, -1)


@torch.inference_mode(mode=say("mode", True))
def g(x):
    return x.clamp(max=1)


@(lambda fn: functools.partial(fn, dim=say("dim", 1)))
def h(x, dim):
    return torch.max(x, dim=dim)


print(log, [round(v, 3) for v in f(torch.tensor([1.0, -2.0])).tolist()], f.__doc__, f.__name__, g(torch.ones(2) * 3).tolist(), h(torch.eye(2)).indices.tolist())
