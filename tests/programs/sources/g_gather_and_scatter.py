import torch
x = torch.arange(12.).view(3, 4)
i = torch.tensor([[0, 3], [1, 1], [2, 0]])
print(x.gather(1, i).tolist(), x.gather(0, i[:2].clamp(max=2)).tolist(), torch.take_along_dim(x, x.argmax(1, keepdim=True), 1).tolist())
print(torch.zeros(3, 4).scatter(1, i, 1.).tolist(), torch.zeros(3, 4).scatter_(1, i, x[:, :2]).sum().item(), torch.zeros(3, 2).scatter_add_(1, i % 2, x[:, :2]).tolist())
print(torch.zeros(5).index_add_(0, torch.tensor([1, 1, 4]), torch.tensor([1., 2., 3.])).tolist(), x.index_select(1, torch.tensor([3, 0])).tolist(), x.take(torch.tensor([0, 11])).tolist())
print(torch.nn.functional.one_hot(torch.tensor([0, 2]), 3).tolist(), torch.zeros(2, 3).scatter_(-1, torch.tensor([[0], [2]]), 1).tolist(), torch.bincount(torch.tensor([1, 1, 3]), minlength=5).tolist())
print(torch.full((2, 3), -1).masked_scatter(torch.tensor([[True, False, True], [False, True, False]]), torch.tensor([5, 6, 7])).tolist(), x.scatter_reduce(1, i, torch.ones(3, 2), "sum").sum().item())
