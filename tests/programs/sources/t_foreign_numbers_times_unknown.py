import math, argparse, types, threading, queue
import numpy as np
import torch
try:
    from tqdm import tqdm, trange
except ImportError:
    tqdm, trange = (lambda x, **k: x), (lambda n, **k: range(n))

def scaled(x, d):
    y = x * math.sqrt(d)
    z = np.float32(2.0) * x + y
    return y.max(1)[0].tolist(), z.sort(1)[1].tolist(), (math.pi - x).numel()

def plain(n):
    return (math.sqrt(n) * 2).is_integer(), (np.arange(n) * 2).max(), (np.ones((2, n)) + 1).sum(axis=0).max(0)

class Neg:
    def __init__(self, v): self.v = v
    def __neg__(self): return self.v
    def __add__(self, o): return self.v
    def split(self, n): return n

x = torch.tensor([[1., 4.], [9., 0.]])
print([[round(v, 4) for v in r] if isinstance(r, list) and isinstance(r[0], float) else r for r in scaled(x, 4)], plain(4))
for a in tqdm([x, x * 2], disable=True) :
    print(a.max(1)[0].tolist(), a.numel())
for i in trange(2, disable=True) :
    print(i.real, x.split(1)[i].tolist())
args = argparse.Namespace(device="cpu", names="a,b", mean=x)
print(args.device, args.names.split(","), args.mean.max(1)[1].tolist(), args.mean.numel())
ns = types.SimpleNamespace(t=x, s="a b")
print(ns.t.max(0)[0].tolist(), ns.s.split(), ns.t.size(0))
local = threading.local(); local.t = x
q = queue.Queue(); q.put(x)
print(local.t.split(1)[0].tolist(), q.get().max(0)[1].tolist())
print((-Neg(x)).max(1)[0].tolist(), (Neg(x) + 1).split(1)[1].tolist(), Neg(x).split(3))
