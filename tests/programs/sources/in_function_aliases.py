def f(n):
    import torch as T
    from torch.nn import functional as FF
    x = T.arange(n, dtype=T.float32)
    return FF.softmax(x, dim=0).sum().item()


def g(n):
    T = 3
    return T * n


def h():
    global TT
    import torch as TT
    return TT.ones(1).item()


import torch as a, torch.nn as b, os.path as c, torch.nn.functional as d

print(round(f(3), 3), g(2), h(), TT.zeros(1).item(), a.ones(1).item(), b.ReLU()(a.tensor(-1.0)).item(), c.basename("x/y"), d.relu(a.tensor(2.0)).item())
