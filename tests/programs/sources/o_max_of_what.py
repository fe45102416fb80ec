import torch

x, y = torch.tensor([[3.0, 1.0], [2.0, 4.0]]), torch.tensor([[2.0, 2.0], [5.0, 0.0]])


def both(function, *others):
    for other in others:
        got = function(x, other)
        yield got.tolist() if torch.is_tensor(got) else [t.tolist() for t in got]


def largest(a, b, keep=False):
    return torch.max(a, b, keep) if isinstance(b, int) else torch.max(a, b)


print(list(both(torch.max, y, 0, -1)), list(both(torch.min, y, 1)))
print(largest(x, 1, True)[0].tolist(), largest(x, y).tolist(), x.max(other=y).tolist(), torch.max(other=x, input=y).tolist())
dim = x.dim() - 1
print(torch.max(x, dim=dim).indices.tolist(), x.min(dim)[1].tolist(), x.max(dim, keepdim=True).values.tolist(), x.max().item())
kind = [0, y]
print([torch.max(x, k)[0].tolist() for k in kind], [x.max(k)[0].tolist() for k in reversed(kind)])
print(getattr(x, "max")(1).values.tolist(), torch.Tensor.max(x, 0).indices.tolist(), torch.Tensor.max(x, y).tolist())
