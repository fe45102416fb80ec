import itertools
import torch
a = torch.arange(3)
print([(x.item(), y.item()) for x, y in itertools.product(a, a) if x < y], [t.tolist() for t in torch.combinations(a)], torch.cartesian_prod(a[:2], a[:2]).tolist())
for k, g in itertools.groupby([torch.tensor(1), torch.tensor(1), torch.tensor(2)], key=lambda t: int(t)):
    print(k, len(list(g)))
acc = list(itertools.accumulate(torch.tensor([1, 2, 3]), lambda p, q: p + q))
print([v.item() for v in acc], list(itertools.chain.from_iterable(torch.ones(2, 2).tolist())), [v.item() for v in itertools.islice(iter(torch.arange(5)), 1, 3)])
for i, (row, w) in enumerate(zip(torch.eye(2), itertools.cycle([1, 2]))):
    print(i, (row * w).tolist())
print(list(zip(*torch.tensor([[1, 2], [3, 4]]).tolist())), dict(enumerate(torch.tensor([.5, 1.5]).tolist())), [*torch.arange(2)][1].item(), len(a), reversed(a.tolist()).__next__())
