import torch

x = torch.tensor([[1.0, 5.0], [7.0, 2.0]])
if (m := x.max()) > 6 and (n := x.size(0)) == 2:
    print(m.item(), n)
print((values := torch.topk(x, 1, dim=1).values).tolist(), values.numel())
a = b = torch.zeros(2)
a += 1
print(b.tolist(), a is b)
c = d = x.numel()
c += 1
print(c, d)
lo, *rest = torch.split(torch.arange(7), 3)
print(lo.tolist(), [r.tolist() for r in rest])
(v, i), s = x.max(dim=0), x.sum().item()
print(v.tolist(), i.tolist(), s)
