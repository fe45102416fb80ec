import torch
class Count:
    n = 0
    def hit(self): Count.n += 1; return Count.n
x = torch.ones(2); y = torch.zeros(2); x.data = y; z = 1; x += 1; print(x.tolist(), Count().hit(), z)
if x.sum() > 0: x -= 1; print(x.tolist())
