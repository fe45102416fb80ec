import torch
a, b = torch.arange(6.).view(2, 3), torch.arange(12.).view(3, 4)
print(torch.einsum("ij,jk->ik", a, b).tolist(), torch.einsum("ij->", a).item(), torch.einsum("ii->i", torch.eye(3)).tolist(), torch.einsum("ij,ij->i", a, a).tolist())
print(torch.einsum("b i, b j -> b i j", a, a).shape, torch.einsum("...i,...i->...", a, a).tolist(), torch.einsum("ij->ji", a).tolist(), torch.einsum(a, [0, 1], [1, 0]).shape)
x = torch.arange(8)
print(x.unfold(0, 3, 2).tolist(), torch.arange(16).view(4, 4).unfold(1, 2, 2).shape, x.view(2, 4).unfold(-1, 2, 1).sum(-1).tolist())
img = torch.arange(16.).view(1, 1, 4, 4)
u = torch.nn.functional.unfold(img, 2, stride=2)
print(u.shape, torch.nn.functional.fold(u, (4, 4), 2, stride=2).equal(img))
