import torch


def draw(seed):
    torch.manual_seed(seed)
    return torch.randn(4), torch.rand(2, 3), torch.randperm(7)


for first, again in zip(draw(3), draw(3)):
    print(torch.equal(first, again), tuple(first.shape))
print(torch.equal(draw(3)[0], draw(4)[0]), sorted(draw(5)[2].tolist()))
