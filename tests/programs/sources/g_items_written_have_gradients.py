"""Gradients of what is written where tensors choose: float64, complex, and masks that choose one."""
import torch

for dtype in (torch.float32, torch.float64):
    z = torch.zeros(3, 2, dtype=dtype)
    x = torch.ones(2, 2, dtype=dtype, requires_grad=True)
    z[torch.tensor([0, 2])] = x * 3
    (z * z).sum().backward()
    print(x.grad.tolist())

token = torch.tensor([2.0], requires_grad=True)
hidden = torch.zeros(4)
hidden[torch.tensor([True, False, True, False])] = token
hidden[torch.tensor([False, False, False, True])] += token
hidden.pow(2).sum().backward()
print(token.grad.tolist())

c = torch.zeros(3, dtype=torch.complex64)
v = torch.tensor([1 + 1j, 2.0], dtype=torch.complex64, requires_grad=True)
c[torch.tensor([0, 1])] = v * 2
c.real.sum().backward()
print(v.grad.real.tolist())


class Masked(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.token = torch.nn.Parameter(torch.ones(4))

    def forward(self, x: torch.Tensor, where: torch.Tensor):
        x = x.clone()
        x[where] = self.token
        x[where, 0] = self.token.sum()
        return x


model = Masked()
where = torch.tensor([[False, False, True], [False, False, False]])
model(torch.zeros(2, 3, 4), where).pow(2).sum().backward()
print(model.token.grad.tolist())
