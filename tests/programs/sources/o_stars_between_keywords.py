import torch
import torch.nn.functional as F

log = []


def say(name, value):
    log.append(name)
    return value


x = torch.arange(6.0).view(1, 2, 3)
print(torch.sum(say("x", x), *say("star", [2]), **say("kw", {"keepdim": True})).tolist())
print(torch.sum(*say("s", (x,)), dim=say("d", 1), **say("k", {"keepdim": False})).tolist())
print(torch.transpose(x, dim0=say("d0", 1), *[], dim1=say("d1", 2)).tolist())
print(F.pad(**{"value": 1.0}, input=say("i", x), **say("k2", {"pad": (1, 0)})).tolist())
print(F.pad(input=say("i2", x), *say("none", ()), pad=say("p", (0, 1)), **{}).tolist())
print(torch.clamp(*say("a1", [x]), *say("a2", [1]), **say("k3", {"max": 3})).tolist())
print(torch.cat(*say("t", [(x, x)]), **say("k4", dict(dim=0))).shape[0], x.permute(*say("p2", [2, 0]), say("one", 1)).shape[0])
print(x.view(*say("v1", [3]), say("v2", 2), *say("v3", ())).tolist(), torch.add(*[x, x], **{"alpha": 2}).sum().item())
print(torch.zeros(*[2], *(1,), **{"dtype": torch.int64}).tolist(), torch.full(*[(2,)], *[3.0]).tolist(), log)
