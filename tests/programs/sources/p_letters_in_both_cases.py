import torch

square = torch.arange(9.0).reshape(3, 3)
other = torch.tensor([[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [2.0, 0.0, 1.0]])
print(torch.einsum("aA,Ab->ab", square, other).tolist())
print(torch.einsum("bH,h->bH", square, other[0]).tolist())
print(torch.einsum("xX->x", square).tolist(), torch.einsum("nN,Nn->", square, other).item())
print(torch.einsum("CB,BA->CA", square, other).tolist())
equation = "iI,I->i"
print(torch.einsum(equation, square, other[0]).tolist())
