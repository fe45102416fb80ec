import torch

x = torch.arange(4.0)
n = 5
a = torch.full((2,), n, dtype=torch.float64), torch.add(n, (n := torch.tensor(7)))
print(a[0].tolist(), a[1].item(), n.item())
total = torch.sum(y := x * 2, dim=0) + y[1]
print(total.item(), torch.stack([z := x + 1, z * 2]).tolist())
if (m := x.max(0)).values > 2 and (k := m.indices) is not None:
    print(m[0].item(), k.item())
print(torch.transpose((w := torch.ones(2, 3)), dim1=(d := 1), dim0=d - 1).shape[0], w.dim(), (v := x.view(2, -1)).size(0), v.numel())
print([u.sum().item() for t in x.split(3) if (u := t.mean(0, keepdim=True)).numel() > 0])
