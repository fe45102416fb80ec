import torch

class Ledger:
    def __init__(self):
        self.rows = []
        self.type = "ledger"
    def view(self, *cols): return ("view", cols)
    def split(self, n): self.rows.append(n); return n * 2
    def size(self, unit="kb"): return f"{len(self.rows)}{unit}"
    def to(self, where): return f"to {where}"
    def max(self, key=None): return max(self.rows, key=key)
    def sort(self, reverse=False): self.rows.sort(reverse=reverse); return self
    def numel(self): return "n"
    def item(self): return self.rows[0]
    def expand(self, k): return k
    def norm(self, p=2): return p
    def add_(self, other): self.rows += [other]; return self
    def clone(self): return self
    def copy_(self, src): return src
    def squeeze(self): return "squeezed"
    def unsqueeze(self, dim): return dim

def use(l):
    return l.view(1, 2), l.size("mb"), l.to("disk"), l.numel(), l.norm(3), l.squeeze(), l.unsqueeze(1), l.item(), l.max(), l.expand(5)

l = Ledger()
print(l.split(3), l.split(1), l.sort().rows, l.add_(7).size(), l.type, l.clone().copy_(1))
print(use(l))
x = torch.tensor([[3., 4.]])
def use2(v):
    return v.norm(2), v.numel(), v.squeeze(), v.max()
print([float(v) if isinstance(v, torch.Tensor) and v.numel() == 1 else (v.tolist() if isinstance(v, torch.Tensor) else v) for v in use2(x)])
print(use2(l))
