from dataclasses import dataclass, field
from typing import NamedTuple, List, Dict
from collections import namedtuple
import torch

@dataclass
class Batch:
    x: torch.Tensor
    name: str
    sizes: List[int] = field(default_factory=list)
    extra: Dict[str, torch.Tensor] = field(default_factory=dict)
    def top(self):
        return self.x.max(1)[0].tolist(), self.name.split("_"), self.sizes.sort()

class Out(NamedTuple):
    logits: torch.Tensor
    text: str = "a b"

Pair = namedtuple("Pair", "left right")

b = Batch(torch.tensor([[1., 2.], [4., 3.]]), "a_b", [2, 1], {"k": torch.arange(3)})
print(b.top(), b.sizes, b.x.size(0), b.x.numel(), b.extra["k"].max(0)[1].item())
o = Out(b.x)
print(o.logits.max(-1)[1].tolist(), o.text.split(), [p.tolist() for p in o[0].split(1)], o._replace(text="z").text)
logits, text = o
print(logits.sort(1, descending=True)[0].tolist(), text.split(" ", 1))
p = Pair(b.x, "l,r")
print(p.left.max(0)[0].tolist(), p.right.split(","), p.left.view(-1).size(0), p.index("l,r") if False else p.count("l,r") if False else len(p))
def run(o: Out, b: Batch):
    return o.logits.max(0)[0].tolist(), o.text.split(), b.x.split(1)[1].tolist(), b.name.split("_", 1)
print(run(o, b))
