import torch

x = torch.tensor([[3.0, 1.0, 2.0], [9.0, 8.0, 7.0]])
print(x.max().item(), x.max(1).values.tolist(), x.min(dim=0, keepdim=True)[1].tolist(), torch.max(x, torch.full_like(x, 5)).tolist())
s, i = x.sort(dim=1, descending=True)
print(s.tolist(), i.tolist(), x.argsort(1).tolist(), x.topk(2, largest=False)[0].tolist(), x.kthvalue(2).values.tolist(), x.median().item(), x.median(1)[0].tolist())
print(round(x.std().item(), 4), round(x.std(unbiased=False).item(), 4), [round(v, 4) for v in x.var(1).tolist()], x.mean((0, 1)).item(), x.norm().item() > 14, x.prod(1).tolist())
print(x.any().item(), x.all(1).tolist(), x.argmax().item(), x.argmin(1, keepdim=True).tolist(), torch.cumsum(x, -1).tolist(), x.logsumexp(1).shape[0], x.aminmax().max.item())
u, inv, cnt = torch.unique(torch.tensor([2, 1, 2]), return_inverse=True, return_counts=True)
print(u.tolist(), inv.tolist(), cnt.tolist(), torch.bincount(torch.tensor([0, 2, 2])).tolist(), torch.nonzero(x > 6).tolist(), torch.nonzero(x > 8, as_tuple=True)[1].tolist())
r = x.max(dim=1)
print(r[0].tolist(), r.indices.tolist(), len(r))
