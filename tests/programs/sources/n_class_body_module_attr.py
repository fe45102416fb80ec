import torch
class Backend:
    lib = torch
    def make(self):
        return self.lib.cat([self.lib.ones(1), self.lib.zeros(1)]).tolist()
class Fake(Backend):
    class lib:
        @staticmethod
        def ones(n): return Fake.L([n])
        zeros = ones
        @staticmethod
        def cat(xs): return xs[0]
    class L(list):
        def tolist(self): return list(self)
print(Backend().make(), Fake().make())
