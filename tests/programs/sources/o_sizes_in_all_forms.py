import torch

shape = [2, 3]
x = torch.arange(6.0)
size = torch.Size(shape)
t = torch.ones(*shape)
n = torch.tensor(2)


def make(function, *sizes, **kwargs):
    return list(function(*sizes, **kwargs).shape)


print([make(torch.zeros, *s) for s in ((2, 3), ((2, 3),), ([2, 3],), (size,), (t.shape,), (t.size(),), (0, 2))])
print([make(x.view, *s) for s in ((2, 3), ((2, 3),), ([3, -1],), (size,), (-1,))], make(x.reshape, *shape), make(x.reshape, size))
print(list(torch.zeros(*shape).size()), list(torch.zeros(shape).size()), list(torch.zeros(size=size).shape), list(torch.ones(*size, 4).shape))
print(list(torch.zeros(*t.shape[:1], len(shape)).shape), list(torch.empty((*shape, 1)).shape), list(torch.zeros(t.size(0), t.shape[1]).shape))
print(list(torch.full(size, 1.0).shape), list(torch.full(shape, 1).shape), list(torch.rand(size[0]).shape), list(torch.randn((n.item(), 2)).shape))
print(list(t.expand(4, *size).shape), list(t.expand((4, *shape)).shape), list(t.expand(torch.Size([1, 2, 3])).shape), list(t.repeat(*shape).shape), list(t.repeat(size).shape), list(t.repeat((1, 2, 1)).shape))
print(list(t.new_zeros(shape).shape), list(t.new_zeros(*shape).shape), list(t.new_full((3,), 1.0).shape), list(t.permute([1, 0]).shape), list(t.permute((1, 0)).shape), list(t.permute(*[1, 0]).shape))
print(list(torch.zeros([n, 3]).shape), list(x.view(n, -1).shape), list(torch.ones(int(n)).shape), list(torch.eye(2, 3).shape), list(torch.eye(n=3).shape))
print(list(t.tile((2, 1)).shape), list(torch.randint(5, size).shape), list(torch.randint(0, 5, (2,)).shape), list(torch.randint(high=5, size=shape).shape), list(torch.broadcast_to(x[:3], size).shape))
