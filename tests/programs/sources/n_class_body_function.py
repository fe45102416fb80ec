import torch
import torch.nn.functional as F
class Act:
    fn = torch.tanh
    add = torch.add
    gelu = F.gelu
    joined = torch.cat
    def go(self, x):
        return self.fn(x).tolist(), self.add(x, x).tolist(), self.gelu(x).tolist(), self.joined([x, x]).tolist()
print(Act().go(torch.zeros(1)), Act.fn(torch.zeros(1)).tolist())
class Sub(Act):
    fn = torch.cos
print(Sub().go(torch.zeros(1)))
