import torch, numpy
class Ops:
    def __init__(self, lib=torch):
        self.lib = lib
        self.t = torch
    def go(self):
        return self.t.cat([self.lib.ones(1), self.t.zeros(1)]).tolist()
o = Ops()
print(o.go())
class Counting:
    n = 0
    def cat(self, xs): Counting.n += 1; return xs[0]
    def zeros(self, n): return None
o.t = Counting()
print(o.go(), Counting.n)
