import torch

x = torch.arange(24.0).view(2, 3, 4)
for dim in (0, -1, (0,), (0, 2), [1, 2], (-1, 0), None):
    print(dim, torch.sum(x, dim).tolist(), x.mean(dim=dim).tolist(), x.amax(dim or ()).tolist(), x.sum(dim, keepdim=True).dim())
dims = tuple(range(x.dim()))[1:]
print(x.std(dims).shape, torch.var(x, dims, keepdim=True).shape, x.norm(2, dims).shape, torch.norm(x, dim=dims).tolist()[0] > 0, torch.logsumexp(x, dims).shape, x.sum(*[dims]).shape)
print(x.flip(dims).tolist()[0][0], x.flip(*dims).tolist()[0][0], torch.roll(x, (1, 1), dims).tolist()[0][0], x.permute(2, *dims[:1], 0).shape, torch.tensordot(x, x, dims=(dims, dims)).tolist())
print(x.squeeze((0, 1)).shape, x[:1].squeeze((0, 1)).shape, torch.count_nonzero(x, dim=dims).tolist(), x.nansum(dims).tolist(), torch.all(x > -1, dim=dims).tolist(), torch.any(x > 22, dims).tolist())
print(torch.std_mean(x, dims)[1].tolist(), torch.amin(x, dim=dims, keepdim=True).shape, torch.fft.fftn(x, dim=dims).shape, torch.linalg.norm(x, dim=dims).shape, torch.linalg.vector_norm(x, 2, dims).shape)
