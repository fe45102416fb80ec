import torch
from torch import nn

def set_data(p, v): p.data = v; return p
def alias(): g = torch; return g.ones(2)
class Acc:
    def __init__(self): self.rows = torch.zeros(2); self.n = []
    def add(self, x): self.rows += x; self.n += [1]; return self
    def top(self): return self.rows.max(0)[0].item()
a = Acc().add(torch.tensor([1., 3.])).add(torch.ones(2))
print(a.top(), len(a.n)); b = a.rows; b += 1; print(b.tolist(), a.rows.tolist())
if True: a.rows.requires_grad = True; print(a.rows.requires_grad)
for i in range(2): b = b.clone(); b -= 1
while b.max(0)[0] > 3: b -= 1; c = b.sort()[1]; print(c.tolist())
print(set_data(nn.Parameter(torch.zeros(1)), torch.ones(1)).item(), alias().numel())
