import torch
a = torch.zeros(2, 3, 4)
a[0] = torch.arange(4.)
a[1, :, 0] = 9
a[:, 1] = torch.ones(2, 1)
a[..., -1] = torch.tensor([1, 2, 3])
print(a.sum().item(), a[0, 0].tolist(), a.dtype == torch.float32)
i = torch.zeros(3, dtype=torch.int64)
i[:] = torch.tensor([1.9, -1.9, 2.5])
i[0] = True
print(i.tolist())
m = torch.zeros(2, 2, dtype=torch.bool)
m[0] = torch.tensor([3, 0])
m[1, 1] = 2
print(m.tolist())
h = torch.zeros(2, dtype=torch.float16)
h[0] = 1 / 3
h[1] = torch.tensor(0.1, dtype=torch.float64)
print(h.tolist())
