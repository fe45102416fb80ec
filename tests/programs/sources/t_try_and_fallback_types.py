import torch

def parse(v):
    try:
        return v.split(",")
    except TypeError:
        return [p.tolist() for p in v.split(1)]

def convert(v):
    if hasattr(v, "numel"):
        return v.numel()
    try:
        v.sort()
    except AttributeError:
        v = sorted(v)
    return v

def state(flag):
    if flag:
        v = torch.tensor([1., 3.])
    else:
        v = [3, 1]
    for _ in range(2):
        if isinstance(v, list):
            v.sort()
            v = torch.tensor(v)
        else:
            v = v.sort(descending=True)[0]
    return v.max(0)[0].item(), v.tolist()

def either(flag):
    r = "a b" if flag else torch.tensor([4., 6.])
    s = r.split() if flag else r.split(1)
    return s if flag else [p.item() for p in s]

def swap(a, b):
    a, b = b, a
    return a.split(), b.max(0)[1].item()

try:
    q = torch.tensor([1.]).max(0)
except Exception as error:
    print(error.args)
else:
    print(q[1].item(), q.values.item())
print(parse("a,b"), convert(torch.ones(2, 2)), convert([2, 1]), convert((2, 1)), state(True), state(False), either(True), either(False), swap(torch.ones(2), "a b"))
match torch.tensor([1., 2.]):
    case torch.Tensor() as t if t.numel() > 1:
        print(t.max(0)[1].item(), t.split(1)[0].tolist())
match {"x": torch.tensor([5., 2.]), "s": "a b"}:
    case {"x": x, "s": str(s)}:
        print(x.sort()[1].tolist(), s.split())
match [torch.tensor([3, 1]), "p q"]:
    case [t, s]:
        print(t.max(0)[0].item(), s.split())
