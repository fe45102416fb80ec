import torch

def make(n):
    return torch.arange(float(n))

def make_both(n, text="a b"):
    x = make(n)
    return x, text

def names():
    return "p,q"

def maybe(flag):
    if flag:
        return make(3)
    return None

def twice(f, n):
    return f(n)

def late():
    return early().max(0)

def early():
    return make(4) * 2

x, t = make_both(4)
print([p.tolist() for p in x.split(3)], t.split(), names().split(","), make(3).max(0)[1].item())
m = maybe(True)
if m is not None:
    print(m.sort(descending=True)[1].tolist(), maybe(False))
print(twice(make, 2).max(0)[0].item(), late()[0].item(), twice(lambda n: "x y", 2).split())
