import torch

l = [1, 2]
l[0] = torch.tensor([2., 9.])
print(l[0].max(0)[1].item())
words = ["a b"]
words.append(torch.ones(2))
print([w.split(1)[0].tolist() if torch.is_tensor(w) else w.split() for w in words], words[-1].split(1)[1].tolist())
d = {"s": "x y"}
d["t"] = torch.tensor([1., 4.])
print(d["t"].max(0)[1].item(), d["t"].split(1)[0].tolist(), d["s"].split())

class Store:
    def __init__(self):
        self.items = {"a": "p q"}
        self.rows = ["r s"]
    def first(self):
        return [v.split(1) for v in self.rows[1:]] + [self.items["b"].max(0)[0].item()]
    def fill(self):
        self.items["b"] = torch.tensor([3., 8.])
        self.rows.insert(1, torch.tensor([6.]))
        self.rows.extend([torch.tensor([7.])])
        return self
print([p if isinstance(p, float) else [q.tolist() for q in p] for p in Store().fill().first()])
rest = ["u v"]
rest += [torch.tensor([5., 1.])]
print(rest[-1].sort()[1].tolist(), rest[0].split())
nested = {"k": ["m n"]}
nested["k"].append(torch.zeros(3))
print(nested["k"][-1].split(2)[1].numel(), [v.max(0)[0].item() for v in nested["k"][1:]])
