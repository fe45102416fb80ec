import torch

x = torch.tensor([[3.0, 1.0, 2.0], [2.0, 5.0, 4.0]])
for got in (torch.max(x, 1), x.min(dim=0), x.sort(1, descending=True), torch.topk(x, 2), x.median(1), torch.kthvalue(x, 2), x.mode(1), torch.cummax(x, 1), x.cummin(0)):
    values, indices = got
    first, *rest = got
    print(got.values.tolist() == got[0].tolist() == values.tolist(), got[1].tolist() == got.indices.tolist(), got[-1].dtype == torch.int64, len(got), isinstance(got, tuple), first.shape[0], len(rest), list(got[:1])[0].tolist())
best = x.max(-1)
print(best._fields if hasattr(best, "_fields") else ("values", "indices"), getattr(best, "values").tolist(), [t.tolist() for t in best], best.indices[best.values.argmax()].item())
q = torch.linalg.qr(torch.eye(2))
print(q.Q.abs().tolist(), q[1].abs().tolist(), torch.linalg.eigh(torch.eye(2)).eigenvalues.tolist(), torch.linalg.svd(torch.eye(2)).S.tolist(), torch.slogdet(torch.eye(2)).logabsdet.item())
match torch.max(x, 0):
    case (v, i):
        print(v.tolist(), i.tolist())
print((lambda values, indices: values.tolist() + indices.tolist())(*x.max(1)), dict(zip("ab", x.min(1)))["b"].tolist(), x.max(1).values.max(0).indices.item())
