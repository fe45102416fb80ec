import torch

log = []


class Box:
    def __init__(self):
        self.data = {"a": torch.ones(2, 2)}
        self.t = torch.ones(2)

    def get(self, name):
        log.append(name)
        return self

    def __getitem__(self, key):
        log.append(key)
        return self.data[key]

    def __setitem__(self, key, value):
        log.append(("set", key))
        self.data[key] = value


def at(i):
    log.append(i)
    return i


b = Box()
b.get("one").data["a"].view(at(-1))[at(1)] += torch.max(b["a"], dim=at(0)).values[at(0)]
b.get("two").t += torch.clamp(b.t, max=at(3)) * 2
b["a"] *= torch.tensor([[1.0, 2.0], [3.0, 4.0]]).sum(dim=at(0), keepdim=True)
b.get("three")["a"][at(0), at(1)] -= torch.numel(b.t)
b.get("four").data["a"].t()[at(0)] /= torch.norm(b.t, p=at(2)).item()
x = torch.arange(4)
x[x.max(0).indices] //= at(2)
x[at(0)] |= torch.bitwise_or(x[1], at(4))
x.view(2, 2)[:, at(1)] **= at(2)
k = [torch.ones(1)] * 2
k[at(1)] @= torch.ones(1, 1)
k[torch.argmax(x).item() % 2] += at(5)
print(log)
print([[round(v, 4) for v in r] for r in b["a"].tolist()], b.t.tolist(), x.tolist(), [t.tolist() for t in k])
