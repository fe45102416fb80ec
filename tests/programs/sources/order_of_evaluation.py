import torch

log = []


def say(name, value):
    log.append(name)
    return value


a = torch.add(say("a", torch.ones(2)), say("b", torch.ones(2)), alpha=say("c", 2))
b = torch.clamp(max=say("max", 1), min=say("min", 0), input=say("x", torch.tensor([2.0, -1.0])))
c = torch.where(say("cond", torch.tensor([True, False])), say("x1", torch.ones(2)), say("y1", torch.zeros(2)))
d = torch.transpose(dim1=say("d1", 1), dim0=say("d0", 0), input=say("t", torch.ones(2, 3)))
e = say("recv", torch.arange(6)).view(say("r", 2), say("s", 3)).permute(say("p", 1), say("q", 0))
print(log, a.tolist(), b.tolist(), c.tolist(), list(d.shape), list(e.shape))
