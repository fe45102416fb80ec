import torch
class A:
    relu = torch.abs
    def f(self, x):
        try:
            return relu(x)
        except NameError:
            return torch.neg(x)
print(A().f(torch.tensor([-1.0, 2.0])).tolist())
