"""torch.jit and torch.compile as markers: the converted program runs without them."""
from typing import List, Optional, Tuple

import torch
import torch.nn as nn
import torch.nn.functional as F


@torch.jit.script
def fused(x: torch.Tensor, bias: Optional[torch.Tensor] = None) -> torch.Tensor:
    if bias is not None:
        x = x + bias
    return x * torch.sigmoid(1.702 * x)


@torch.jit.ignore
def ignored(x):
    return x * 2


@torch.compile
def compiled(x):
    return x.sin() + 1


@torch.compile(mode="reduce-overhead", fullgraph=True, dynamic=False)
def tuned(x, *, scale=2.0):
    return x * scale


@torch.compiler.disable
def disabled(x):
    return x - 1


@torch._dynamo.disable
def eager(x):
    return x - 2


@torch.jit.script_if_tracing
def traced(x: torch.Tensor) -> torch.Tensor:
    return x + 5


class Block(nn.Module):
    __constants__ = ["size"]
    size: torch.jit.Final[int]
    items: List[int]

    def __init__(self, size: int):
        super().__init__()
        self.size = size
        self.items = torch.jit.annotate(List[int], [])

    @torch.jit.export
    def extra(self, x: torch.Tensor) -> torch.Tensor:
        return x + self.size

    @torch.jit.unused
    def debug(self, x):
        return "debug"

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if torch.jit.is_scripting() or torch.jit.is_tracing():
            return x
        if not torch.compiler.is_compiling():
            x = self.extra(x)
        return F.relu(x)


class Lookup(torch.nn.Module):
    @torch.jit.ignore
    def no_weight_decay(self):
        return {"pos_embed"}

    def forward(self, pair: Tuple[torch.Tensor, torch.Tensor]) -> torch.Tensor:
        assert torch.jit.isinstance(pair, Tuple[torch.Tensor, torch.Tensor])
        return pair[0]


x = torch.linspace(-1, 1, 3)
r = lambda t: [round(v, 4) for v in t.tolist()]
print(r(fused(x)), r(fused(x, torch.ones(3))), r(ignored(x)), r(disabled(x)), r(eager(x)), r(traced(x)))
block = Block(3)
scripted = torch.jit.script(block) if False else block
print(r(scripted(x)), block.debug(x), block.items, r(block.extra(x)), Lookup().no_weight_decay(), r(Lookup()((x, x))))
model = torch.compile(nn.Linear(3, 2), backend="eager") if torch.cuda.is_available() else nn.Linear(3, 2)
nn.init.ones_(model.weight)
print(r(model(x) - model.bias))
torch.set_float32_matmul_precision("high")
print(torch.get_float32_matmul_precision(), torch.jit.is_scripting(), torch.compiler.is_compiling())
torch.backends.cudnn.benchmark = True
torch.backends.cuda.matmul.allow_tf32 = True
fn = getattr(torch, "compile", None)
print(fn is not None, hasattr(torch, "compile"), hasattr(torch.nn, "Module"), hasattr(torch, "nothing_like_this"))
