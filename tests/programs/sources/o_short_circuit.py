import torch

log = []


def say(name, value):
    log.append(name)
    return value


x = torch.tensor([2.0, -1.0])
print(False and torch.max(say("never", x), 0), bool(say("yes", True) or torch.topk(say("never", x), 1)))
print((torch.add(say("a", x), 1) if x.sum() > 5 else torch.sub(say("b", x), 1)).tolist())
print(0 < say("l", 1) < torch.numel(say("x", x)) <= say("n", 2) < torch.max(say("m", x)).item(), log)
print(torch.zeros(say("z", 0)).numel() < say("q", 0) < torch.zeros(say("never", 3)).numel())
y = None
z = y if y is None else y.view(-1).max(dim=say("never", 0))[0]
w = x is not None and x.view(-1).max(dim=say("dim", 0))[0].item()
print(z, w, log, [t for t in (x, None) if t is not None and t.norm(p=say("p", 2)) > 2][0].tolist())
assert x.numel() == 2, torch.flatten(say("never", x)).tolist()
i = 0
while torch.sum(say("w", x)) + i < 3 and (i := i + 1):
    pass
print(i, log)
