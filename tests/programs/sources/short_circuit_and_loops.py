import torch

calls = []


def t(v):
    calls.append(v)
    return torch.tensor(float(v))


x = torch.tensor([3.0, 1.0])
y = None
ok = y is not None and torch.max(y, 0)[0] > 1
n = 0
while torch.max(x).item() > 1 and n < 5:
    x = x - 1
    n += 1
z = torch.max(t(1), t(2)) if n < 100 else torch.min(t(3), t(4))
w = [v.max(0)[0].item() for v in (torch.tensor([1.0, 2.0]), torch.tensor([5.0, 4.0])) if v.max() > 2]
g = (v.sort()[0].tolist() for v in [torch.tensor([2.0, 1.0])])
print(ok, n, z.item(), calls, w, next(g), any(torch.isnan(v).any() for v in [x]))
assert (lambda v: v.max(0).indices.item())(torch.tensor([1.0, 9.0])) == 1
