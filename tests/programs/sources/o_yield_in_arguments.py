import torch


def talk():
    total = torch.add((yield "first"), (yield "second"), alpha=(yield "third"))
    total = total.view((yield "rows"), -1).sum(dim=(yield "dim"))
    got = torch.max((yield total.tolist()), (yield))
    total += yield got.tolist()
    yield torch.mul(total, (yield from inner()))


def inner():
    return torch.clamp((yield "low"), min=(yield "min"))


t = talk()
print(next(t), t.send(torch.ones(4)), t.send(torch.ones(4)), t.send(2), t.send(2), t.send(0))
print(t.send(torch.tensor([1.0, 9.0])), t.send(torch.tensor([5.0, 5.0])), t.send(torch.tensor([1.0, 1.0])))
print(t.send(torch.tensor([-1.0, 3.0])), t.send(0.5).tolist())
