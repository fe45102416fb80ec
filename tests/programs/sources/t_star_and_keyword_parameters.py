import torch

def f(*xs, **kw):
    return [x.max(0)[1].item() if torch.is_tensor(x) else x.split() for x in xs], {k: v.split(1) if isinstance(v, str) is False else v.split("b") for k, v in kw.items()}

def g(x, *, text="a b", fill=None, **rest):
    n = rest.pop("n", 1)
    first, *others = x.split(n)
    last = rest.get("last", first)
    return first.tolist(), len(others), text.split(), last.max(0)[0].item(), fill.numel() if fill is not None else None

def h(args): 
    x, (s, t), *more = args
    return x.sort()[1].tolist(), s.split(), t.max(0)[0].item(), [m.size(0) for m in more]

x = torch.tensor([2., 7., 1.])
a, b = f(x, "p q", k=x, s="abc")
print(a, [p.tolist() for p in b["k"]], b["s"])
print(g(x), g(x, text="c", n=2, last=x, fill=x), h((x, ("a b", x), x, x)))
opts = dict(n=2, text="z y")
print(g(*[x], **opts), g(**{"x": x, **opts}))
head, *tail = torch.arange(4)
print(head.item(), [t.item() for t in tail], torch.stack(tail).max(0)[1].item())
(p, q), r = (x.split(2)), "s t".split()
print(p.max(0)[0].item(), q.tolist(), r)
