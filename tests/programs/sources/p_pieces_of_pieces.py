import torch

grid = torch.zeros(2, 5)
for row in range(2):
    grid.narrow(0, row, 1).narrow(1, 2 * row, 2).copy_(torch.full((1, 2), row + 1.0))
print(grid.tolist())
table = torch.arange(12).reshape(3, 4)
print(table[1:].narrow(1, 1, 2).tolist(), table.narrow(0, 1, 2).narrow(1, 2, 2).sum().item())
table[:, 1:].narrow(0, 2, 1).mul_(-1)
print(table.tolist())
