import torch
from collections import OrderedDict, defaultdict, deque

feats = {"a": torch.tensor([2., 1.]), "b": torch.tensor([0., 3.])}
texts = {"a": "x y", "b": "z"}
for k in feats:
    print(k, feats[k].max(0)[1].item(), texts[k].split(), feats[k].split(1)[1].tolist())
hist = []
for k, v in feats.items():
    hist.append(v)
print(hist[0].sort()[0].tolist(), hist[-1].numel(), torch.stack(hist).max(1).values.tolist())
d = defaultdict(list)
d["t"].append(torch.arange(4))
print([p.tolist() for p in d["t"][0].split(3)], d["t"].copy()[0].view(2, 2).tolist())
q = deque(maxlen=2)
for i in range(3):
    q.append(torch.full((2,), float(i)))
print([t.max(0)[0].item() for t in q], q.copy()[0].numel(), q.popleft().max().item())
o = OrderedDict(w=torch.ones(2, 3))
print(o["w"].size(0), {k: v.max(1)[0].tolist() for k, v in o.items()}, list(o.values())[0].numel())
nested = [[torch.tensor([1, 5, 2])], []]
print(nested[0][0].sort(descending=True)[0].tolist(), [len(n) for n in nested], [t.max(0)[1].item() for n in nested for t in n])
stack = [torch.ones(1), "a b"]
print([s.split(1)[0].tolist() if torch.is_tensor(s) else s.split() for s in stack])
