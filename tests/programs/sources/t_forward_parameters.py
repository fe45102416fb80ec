import torch
from torch import nn

class Block(nn.Module):
    def forward(self, x, mask=None, names=("a", "b"), n=2, **kw):
        v, i = x.max(1)
        a, b = x.split(n, dim=1)
        out = v + i.float() + a.sum(1) + b.numel()
        if mask is not None:
            out = out + mask.sort(dim=1)[0][:, 0]
        return out.tolist(), ",".join(names).split(","), sorted(kw)

class Lists(nn.Module):
    def forward(self, items, table):
        items.sort(reverse=True)
        table.update(z=1)
        k, v = table.popitem()
        return items, k, v, table.copy(), [p.split("_") for p in table.keys()], items.index(2), items.copy()

x = torch.tensor([[3., 1., 2., 0.], [4., 7., 6., 5.]])
print(Block()(x), Block()(x, x, ("q",), n=2, z=1))
print(Lists()([1, 3, 2], {"a_b": 3}))
