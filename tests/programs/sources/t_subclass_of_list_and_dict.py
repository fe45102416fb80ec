import torch
class Bag(list):
    def split(self, n): return [self[:n], self[n:]]
    def max(self): return max(self)
class Table(dict):
    def view(self, *k): return {a: self[a] for a in k}
    def size(self): return len(self)
    def __getattr__(self, k):
        try: return self[k]
        except KeyError: raise AttributeError(k)
class Lazy:
    def __getattr__(self, name): return lambda *a, **k: (name, a, sorted(k))
b = Bag([3, 1, 2]); b.sort()
print(b, b.split(1), b.max(), b.copy(), b.index(2))
t = Table(x=torch.tensor([1., 2.]), s="a b")
print(t.view("s"), t.size(), t.x.max(0)[1].item(), t.s.split(), t["x"].numel(), t.copy()["s"].split())
z = Lazy()
print(z.view(1, 2), z.max(1), z.split(2, dim=0), z.numel(), z.size(), z.to("cpu"), z.sort(dim=1), z.norm(p=1), z.topk(2), z.masked_fill_(1, 2))
class Args: pass
a = Args(); a.device = "cpu"; a.dtype = "fp16"; a.shape = (1, 2); a.data = [1]; a.grad = None; a.T = 5; a.names = ["n"]
print(a.device, a.dtype, a.shape, a.data, a.grad, a.T, a.names)
def show(o): return o.device, o.dtype, o.shape, o.T, o.data, o.grad
print(show(a))
