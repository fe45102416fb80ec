import torch

log = []


def pieces(n):
    for i in range(n):
        log.append(i)
        yield torch.full((2,), float(i))


source = pieces(6)
print(torch.add(next(source), next(source), alpha=2).tolist(), torch.sub(input=next(source), other=next(source)).tolist())
print(torch.max(*(t for t in source)).tolist(), log)
print(torch.cat([*pieces(2)]).tolist(), torch.stack(list(pieces(2)), 1).tolist(), torch.stack(tuple(pieces(2)), dim=-1).shape[1])
it = iter([2, 0, 1])
print(torch.ones(1, 2, 3).permute(next(it), next(it), next(it)).shape[0], next(it, "done"))
it = iter([3, 2])
print(list(torch.zeros(next(it), next(it)).reshape(*(s for s in (2, 3))).size()))
print(list(map(lambda t: t.sum().item(), (torch.add(t, 1) for t in pieces(2)))), sum(t.sum() for t in pieces(3)).item())
