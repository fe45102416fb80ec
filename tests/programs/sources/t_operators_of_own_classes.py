import torch

class Vec:
    def __init__(self, *v): self.v = v
    def __add__(self, o): return torch.tensor(self.v) + torch.tensor(o.v)
    def __mul__(self, k): return Vec(*[a * k for a in self.v])
    def __getitem__(self, i): return torch.tensor([self.v[i], 9])
    def __iter__(self): return iter(torch.tensor(self.v).split(1))
    def __call__(self, t): return t.max(0)
    def __contains__(self, k): return k in self.v
    def __len__(self): return len(self.v)
    def __invert__(self): return torch.tensor(self.v).flip(0)
    def __matmul__(self, o): return "a b"
    def max(self, d=None): return ("own", d)
    def split(self, n): return n

a = Vec(1, 5)
print((a + a).max(0)[1].item(), (a * 2).max(1), (a * 2).split(3), a[0].max(0)[0].item(), [p.tolist() for p in a], len(a), 5 in a)
print(a(torch.tensor([3., 4.]))[1].item(), (~a).split(1)[0].tolist(), (a @ a).split(), a.max(0))
b = a
b += a
print(b.max(0)[0].item(), [x.max(0)[0].item() for x in (a[1], ~a)])
for p in a: print(p.numel(), p.max(0)[0].item())
x, y = a
print(x.numel(), y.sort()[1].tolist(), max(a, key=lambda t: t.item()).item(), sorted(a, key=lambda t: -t.item())[0].tolist())
