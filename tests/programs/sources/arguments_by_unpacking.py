import torch
from torch import nn

args = (torch.tensor([[3.0, 1.0], [2.0, 4.0]]), 1)
kw = {"dim": 0, "keepdim": True}
print(torch.max(*args).indices.tolist(), torch.sum(args[0], **kw).tolist(), args[0].mean(**kw).tolist())
print(torch.cat(*[[torch.ones(1), torch.zeros(1)]], **{"dim": 0}).tolist(), torch.zeros(*[2, 1]).tolist())
conf = {"kernel_size": 3, "padding": 1}
m = nn.Sequential(*[nn.Conv2d(1, 1, **conf), nn.ReLU(inplace=True)], nn.Flatten())
print(list(m(torch.ones(1, 1, 4, 4)).shape))


def call(fn, *a, **k):
    return fn(*a, **k)


print(call(torch.clamp, torch.tensor([5.0]), max=2).tolist(), call(torch.Tensor.sum, torch.ones(3)).item(), call(torch.ones, 2, 2).sum().item())
