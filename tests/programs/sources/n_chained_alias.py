import torch
a = b = torch
c, d = torch, torch.nn
print(a.cat([b.ones(1)]).tolist(), c.zeros(1).tolist(), d.Linear(1, 2).weight.shape[0])
[e, *rest] = [torch, 1, 2]
print(e.cat([e.ones(1)]).tolist(), rest)
for lib in (torch,):
    print(lib.cat([lib.ones(1)]).tolist())
