import torch

x = torch.arange(24).view(2, 3, 4)
i = torch.tensor([0, 2])
m = torch.tensor([True, False, True])
print(x[:, i].shape[1], x[:, m].tolist() == x[:, i].tolist(), x[..., -1].tolist(), x[0, ::2, 1:3].tolist(), x[:, None].shape[1], x[1][2][3].item())
print(x[i[:1], i].tolist(), torch.gather(x[0], 1, torch.tensor([[0], [1], [2]])).tolist(), x.index_select(2, i).shape[2], torch.take(x, torch.tensor([5])).item(), x.masked_select(x > 21).tolist())
y = torch.zeros(3, 4)
y[i, 1] = 1.0
y[:, [2, 3]] = torch.ones(3, 2)
y[m] *= 2
y.index_fill_(0, torch.tensor([1]), -1)
y.masked_fill_(y == 4, 0)
print(y.tolist(), y.scatter(1, torch.tensor([[0], [0], [0]]), 7.0)[:, 0].tolist(), torch.narrow(y, 1, 1, 2).shape[1], y.diagonal().tolist(), y.triu().sum().item())
a, b = torch.chunk(torch.arange(5), 2)
print(a.tolist(), b.tolist(), torch.meshgrid(torch.arange(2), torch.arange(3), indexing="ij")[0].tolist(), torch.roll(torch.arange(4), 1).tolist(), torch.flip(torch.arange(3), [0]).tolist())
print(x[0].tolist()[0], torch.searchsorted(torch.tensor([1.0, 3.0]), torch.tensor([2.0])).item(), x.unbind(0)[1][0, 0].item(), torch.tril(torch.ones(2, 2)).tolist())
for row in x[0]:
    print(row.sum().item(), end=" ")
print(next(iter(x)).shape[0], x.size(0) in (2, 3), [v.item() for v in torch.tensor([1, 2])], bool(x[0, 0, 1]), int(x[1, 0, 0]), float(x[0, 0, 3]))
