import torch

x = torch.zeros(2, 3, 4)
b, c, d = x.size()
b2, *rest = x.shape
print(b * c * d, rest, x.shape[-1], x.size(-1), len(x), len(x.shape), x.ndim, x.dim(), x.shape == (2, 3, 4), tuple(x.size()))
print(x.numel() // 2, list(x.shape[:2]) + [12], x.shape[:-1] + (8,) == (2, 3, 8), x.size()[0], x.shape.numel(), torch.Size([1, 2])[1])
y = x.view(b, -1).reshape(x.size(0), c, d).permute(2, 0, 1).contiguous().view(*x.shape[::-1][:1], -1)
print(list(y.shape), list(x.transpose(1, 2).shape), list(x.flatten(1).shape), list(x.unsqueeze(-1).squeeze(-1).expand(2, 3, 4).shape))
print(list(x.new_zeros(x.shape[0], 1).shape), list(torch.zeros(x.shape).shape), list(torch.ones(x.size(1)).shape), list(x[..., None, :2].shape), list(x.repeat(1, 2, 1).shape))
h = x.size()
print(h[0] + h[1], max(h), sum(h), [n for n in h], 3 in h, h.index(4), isinstance(h, tuple))
print(f"{x.shape[0]}x{x.size(1)}", "%d" % x.size(2), str(list(x.shape)))
