import torch


class Limits:
    max = 7

    def split(self, n):
        return ["own", n]


def best(v, k):
    f = v.max
    return f(k) if callable(f) else f


values, indices = best(torch.tensor([[1.0, 3.0], [5.0, 2.0]]), 1)
print(values.tolist(), indices.tolist(), best(Limits(), 1))


def parts(v, n):
    cut = v.split
    return [p.tolist() if hasattr(p, "tolist") else p for p in cut(n)]


print(parts(torch.arange(5), 2), parts(Limits(), 2), parts("a b", " "))
