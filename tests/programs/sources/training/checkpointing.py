"""Activation checkpointing in its forms."""
import torch
import torch.nn as nn
import torch.utils.checkpoint
import torch.utils.checkpoint as cp
from torch.utils.checkpoint import checkpoint, checkpoint_sequential


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.fc = nn.Linear(dim, dim)
        self.calls = 0

    def forward(self, x, scale=1.0, mask=None):
        self.calls += 1
        y = torch.tanh(self.fc(x)) * scale
        return y if mask is None else y * mask


class Net(nn.Module):
    def __init__(self, use_reentrant, enabled=True):
        super().__init__()
        self.blocks = nn.ModuleList(Block(3) for _ in range(3))
        self.use_reentrant = use_reentrant
        self.gradient_checkpointing = enabled

    def forward(self, x):
        for block in self.blocks:
            if self.gradient_checkpointing and self.training:
                x = checkpoint(block, x, 2.0, use_reentrant=self.use_reentrant)
            else:
                x = block(x, 2.0)
        return x


def fill(net):
    for i, p in enumerate(net.parameters()):
        nn.init.constant_(p, 0.1 * (i + 1))
    return net


x = torch.linspace(-1, 1, 6).view(2, 3)
results = []
for reentrant in (True, False, None):
    net = fill(Net(bool(reentrant), enabled=reentrant is not None))
    inputs = x.clone().requires_grad_()
    out = net(inputs)
    out.sum().backward()
    results.append(([round(v, 4) for v in out.flatten().tolist()], [round(v, 4) for v in inputs.grad.flatten().tolist()], [round(p.grad.sum().item(), 4) for p in net.parameters()]))
print(results[0] == results[1] == results[2], results[0])
block = fill(Block(3))
out = cp.checkpoint(block, x, mask=torch.ones(3), use_reentrant=False)
out.sum().backward()
print([round(v, 4) for v in block.fc.bias.grad.tolist()])


def custom(module):
    def forward(*inputs):
        return module(inputs[0], mask=inputs[1])

    return forward


out = torch.utils.checkpoint.checkpoint(custom(block), x.clone().requires_grad_(), torch.zeros(3), use_reentrant=True, preserve_rng_state=False)
print(out.sum().item())
sequence = fill(nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 3), nn.Tanh()))
inputs = x.clone().requires_grad_()
out = checkpoint_sequential(sequence, 2, inputs, use_reentrant=False)
out.sum().backward()
print([round(v, 4) for v in inputs.grad.flatten().tolist()])
# two results, some without gradients
def two(a, b):
    return a * b, (a > 0).long()


p, q = checkpoint(two, x.clone().requires_grad_(), torch.tensor(3.0), use_reentrant=False)
p.sum().backward()
print(p.requires_grad, q.tolist())
# the same noise in both passes
drop = nn.Dropout(0.5)
w = torch.ones(100, requires_grad=True)
out = checkpoint(drop, w, use_reentrant=False)
out.sum().backward()
print(torch.equal(out.detach() != 0, w.grad != 0))
with torch.no_grad():
    print(checkpoint(block, x, use_reentrant=False).requires_grad)
