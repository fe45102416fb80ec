from collections import namedtuple, OrderedDict
from dataclasses import dataclass, field
from typing import Dict, List
import torch

Out = namedtuple("Out", "values indices")


@dataclass
class State:
    x: torch.Tensor
    history: List[torch.Tensor] = field(default_factory=list)
    extra: Dict[str, torch.Tensor] = field(default_factory=dict)

    def push(self):
        self.history.append(self.x.max(0).values)
        self.extra["last"] = self.x.min(0)[0]
        return self


s = State(torch.tensor([[1.0, 4.0], [3.0, 2.0]])).push().push()
print([h.tolist() for h in s.history], s.extra["last"].tolist(), torch.stack(s.history).sum(0).tolist(), s.x.numel())
o = Out(*s.x.sort(1))
print(o.values.tolist(), o.indices.tolist(), o._fields)
batch = [(torch.ones(2), 0), (torch.zeros(2), 1)]
xs, ys = zip(*batch)
print(torch.stack(xs).tolist(), torch.tensor(ys).tolist(), torch.stack([b[0] for b in batch], dim=1).shape[0])
cache = {}
for k in ("a", "b"):
    cache.setdefault(k, []).append(torch.full((1,), float(len(cache))))
print({k: torch.cat(v).tolist() for k, v in cache.items()}, OrderedDict((k, v[0].size(0)) for k, v in cache.items()))
