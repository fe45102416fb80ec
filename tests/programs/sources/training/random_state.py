"""Seeds, generators and random states: what is determined, and statistics."""
import random

import numpy as np
import torch


def set_seed(seed):
    random.seed(seed)
    np.random.seed(seed)
    torch.manual_seed(seed)
    torch.cuda.manual_seed(seed)
    torch.cuda.manual_seed_all(seed)
    torch.backends.cudnn.deterministic = True
    torch.backends.cudnn.benchmark = False


set_seed(1)
a = torch.rand(4)
b = torch.rand(4)
set_seed(1)
c = torch.rand(4)
print(torch.equal(a, c), torch.equal(a, b), torch.initial_seed())
g = torch.Generator(device="cpu")
print(g.manual_seed(5) is g, g.initial_seed(), g.device)
first = torch.randn(3, generator=g)
g.manual_seed(5)
second = torch.randn(3, generator=g)
third = torch.randn(3, generator=g)
print(torch.equal(first, second), torch.equal(first, third))
# the global state is not moved by a generator of one's own
torch.manual_seed(2)
p = torch.rand(2)
torch.manual_seed(2)
torch.rand(100, generator=g)
print(torch.equal(p, torch.rand(2)))
state = torch.get_rng_state()
p = torch.randn(5)
torch.set_rng_state(state)
print(torch.equal(p, torch.randn(5)), state.dtype == torch.uint8)
state = g.get_state()
p = torch.randperm(10, generator=g)
g.set_state(state)
q = torch.randperm(10, generator=g)
print(torch.equal(p, q), sorted(p.tolist()) == list(range(10)))
with torch.random.fork_rng():
    torch.manual_seed(99)
    inside = torch.rand(3)
before = torch.get_rng_state()
with torch.random.fork_rng(devices=[], enabled=True):
    torch.rand(100)
print(torch.equal(before, torch.get_rng_state()))
x = torch.empty(20000).normal_(mean=2.0, std=3.0)
print(abs(x.mean().item() - 2) < 0.1, abs(x.std().item() - 3) < 0.1)
x = torch.empty(20000).uniform_(-1, 3)
print(abs(x.mean().item() - 1) < 0.1, x.min().item() >= -1, x.max().item() < 3)
x = torch.randint(3, 7, (10000,))
print(x.min().item(), x.max().item(), x.dtype == torch.int64, sorted(set(x.tolist())))
x = torch.bernoulli(torch.full((20000,), 0.3))
print(abs(x.mean().item() - 0.3) < 0.02)
x = torch.multinomial(torch.tensor([1.0, 2.0, 1.0]), 20000, replacement=True)
print([abs(v - w) < 0.02 for v, w in zip((torch.bincount(x) / 20000).tolist(), (0.25, 0.5, 0.25))])
drop = torch.nn.Dropout(0.25)
y = drop(torch.ones(20000))
print(abs((y == 0).float().mean().item() - 0.25) < 0.02, [round(v, 4) for v in sorted(set(y.tolist()))])
torch.manual_seed(11)
l1 = torch.nn.Linear(3, 3)
torch.manual_seed(11)
l2 = torch.nn.Linear(3, 3)
print(torch.equal(l1.weight, l2.weight), torch.equal(l1.bias, l2.bias))
print(isinstance(torch.seed(), int), isinstance(torch.default_generator, torch.Generator), torch.default_generator.initial_seed() == torch.initial_seed())
gens = [torch.Generator().manual_seed(i) for i in range(2)]
noise = torch.cat([torch.randn((1, 2), generator=g) for g in gens])
print(tuple(noise.shape), torch.equal(noise[0], torch.randn((1, 2), generator=torch.Generator().manual_seed(0))[0]))
w = torch.nn.init.trunc_normal_(torch.empty(1000), std=0.5, a=-1, b=1)
print(w.abs().max().item() <= 1)
h = torch.nn.init.xavier_uniform_(torch.empty(3, 5), generator=torch.Generator().manual_seed(1))
i = torch.nn.init.xavier_uniform_(torch.empty(3, 5), generator=torch.Generator().manual_seed(1))
print(torch.equal(h, i))
g2 = torch.Generator()
g2.set_state(g.get_state())
print(torch.equal(torch.rand(3, generator=g), torch.rand(3, generator=g2)), g.seed() != 0)
