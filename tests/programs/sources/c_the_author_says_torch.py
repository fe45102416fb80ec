import types


def lit(torch, *, paddle=3):
    return torch.brightness * paddle


class Cave:
    torch = types.SimpleNamespace(brightness=2)


cave = Cave()
print(lit(cave.torch), lit(torch=cave.torch, paddle=1))
from torch import ones

print(ones(2).sum().item(), lit(types.SimpleNamespace(brightness=5)))
