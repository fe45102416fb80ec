import torch

x, y = torch.tensor([[3.0, 1.0], [2.0, 4.0]]), torch.ones(2, 2)
out = torch.zeros(2, 2)
got = torch.add(x, y, out=out)
print(got is out, out.tolist(), torch.mul(x, 2, out=out).tolist(), torch.sum(x, dim=0, out=torch.empty(2)).tolist())
buffers = {"out": torch.empty(2, 2)}
torch.matmul(x, y, **buffers)
torch.clamp(x, min=2, out=out[...])
print(buffers["out"].tolist(), out.tolist(), torch.cat([x, y], out=torch.empty(4, 2)).shape[0])
values, indices = torch.empty(2), torch.empty(2, dtype=torch.long)
torch.max(x, 1, out=(values, indices))
print(values.tolist(), indices.tolist(), torch.sort(x, dim=0, out=(out, torch.empty(2, 2, dtype=torch.long)))[0].tolist(), out.tolist())
nothing = None
print(torch.sub(x, y, out=nothing).tolist(), torch.exp(torch.zeros(2), out=None).tolist(), torch.arange(3, out=torch.empty(3)).tolist(), torch.zeros(2, out=values).tolist(), values.tolist())
row = out[0]
torch.neg(x[0], out=row)
print(out.tolist(), torch.where(x > 1, x, y, out=out).tolist(), torch.stack((x, y), 0, out=torch.empty(2, 2, 2)).sum().item(), torch.full((2,), 5.0, out=values).tolist())
