import torch

def chunks(x: torch.Tensor, n):
    for part in x.split(n):
        yield part

def rows(path_like):
    yield from path_like.split("/")

def pairs(xs):
    for i, x in enumerate(xs):
        got = yield i, x
        if got is not None:
            yield got.max(0)[0].item()

def windows(x):
    while x.numel() > 1:
        yield x.max(0)[1].item()
        x = x[1:]

x = torch.tensor([4., 2., 9., 1., 7.])
print([c.tolist() for c in chunks(x, 2)], list(rows("a/b")), list(windows(x)))
for c in chunks(x, 3):
    print(c.sort()[1].tolist(), c.numel())
g = pairs([x, "a b"])
i, v = next(g)
print(i, v.max(0)[1].item(), g.send(x), next(g)[1].split())
gen = (p.max(0)[0].item() for p in x.split(2))
print(sum(gen), max(p.numel() for p in chunks(x, 4)), [w for t in ("a b", "c") for w in t.split()])
