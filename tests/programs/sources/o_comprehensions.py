import torch

log = []


def say(name, value):
    log.append(name)
    return value


rows = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
print([torch.max(r, dim=say("d", 0)).indices.item() for r in say("rows", rows) if torch.sum(r, dim=say("s", 0)) > 4], log)
print({torch.numel(r): torch.mul(r, other=say("o", 2)).tolist() for r in rows.unbind(dim=0)}, log)
print({i.item() for i in torch.unique(rows.view(-1).long() % 2)}, [t.item() for r in rows for t in r.sort(descending=True)[0]])
print(torch.stack([torch.stack([torch.add(a, b, alpha=2) for b in rows[0]]) for a in rows[1]]).tolist())
x = 7
print([x.max(0)[0].item() for x in rows], x, [(dim := r.size(0)) for r in rows], dim)
print(list(torch.clamp(r, max=m).sum().item() for r, m in zip(rows, (torch.min(r, dim=-1)[0] for r in rows))))
print(next(iter(torch.cat([r.flip(0) for r in rows]).split(3))).tolist(), any(torch.any(r > 3) for r in rows))
