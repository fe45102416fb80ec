import torch
import torch.nn.functional as F

log = []


def say(name, value):
    log.append(name)
    return value


x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
y = torch.max(torch.add(say("a", x), torch.sum(say("b", x), dim=torch.numel(say("c", x)) - 4), alpha=torch.max(say("d", x)).item()), dim=say("e", 1))
print(y.values.tolist(), y[1].tolist(), log)
z = F.pad(F.softmax(say("f", x).view(2, say("g", -1)).max(dim=say("h", 0), keepdim=True).values, dim=say("i", 1)), [0, torch.argmax(say("j", x)).item() - 2])
print([round(v, 4) for v in z[0].tolist()], log)
w = torch.clamp(torch.where(x.gt(say("k", 2)), torch.mul(x, say("l", 2)), x.neg()).sort(dim=say("m", -1), descending=say("n", True))[0], max=torch.clamp(x, min=say("o", 3)))
print(w.tolist(), log)
v = x.max(1)[0].max(0)[0].add(x.min(0)[0].min(0)[1]).sub(1, alpha=x.size(0)).clamp(max=x.sum(0).max(0).values.item())
print(v.item(), torch.stack(torch.split(torch.cat(torch.chunk(x, 2, dim=1), dim=0), 3)[:1]).shape[1])
print(torch.cat([torch.cat([torch.cat([t.max(0)[0][None] for t in x]) for _ in range(2)])[None] for _ in range(2)]).tolist())
