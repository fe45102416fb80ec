import itertools, functools, operator
import torch

xs = [torch.tensor([1., 4.]), torch.tensor([3., 2.])]
names = ["a b", "c"]
print([(n.split(), x.max(0)[1].item()) for n, x in zip(names, xs)], {n: x.numel() for n, x in zip(names, xs)})
print([p.tolist() for x in xs for p in x.split(1) if p.numel()], [w for n in names for w in n.split()])
print(list(map(lambda t: t.max(0)[0].item(), xs)), [t.sort()[1].tolist() for t in filter(lambda t: t.sum() > 1, xs)])
print(functools.reduce(operator.add, xs).max(0)[0].item(), functools.reduce(lambda a, b: torch.cat([a, b]), xs).split(3)[0].tolist())
print([t.numel() for t in itertools.chain(xs, xs)], [t.max(0)[0].item() for t in itertools.islice(xs, 1)], next(iter(xs)).split(1)[1].tolist())
for i, (n, x) in enumerate(zip(names, xs)):
    print(i, n.split(" ", 1), x.sort(descending=True)[0].tolist())
for (a, b), c in itertools.product(zip(xs, names), [1]):
    print(a.max(0)[0].item(), b.split(), c)
best = max(xs, key=lambda t: t.max(0)[0].item()); worst = sorted(xs, key=lambda t: t.sum().item())[0]
print(best.numel(), worst.split(1)[0].tolist(), sum(xs).max(0)[1].item(), [r.max(0)[0].item() for r in reversed(xs)])
grouped = {k: list(v) for k, v in itertools.groupby(xs, key=lambda t: t[0].item() > 2)}
print({k: [t.numel() for t in v] for k, v in grouped.items()}, operator.itemgetter(0)(xs).max(0)[1].item())
