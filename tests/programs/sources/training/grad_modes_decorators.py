"""Gradient modes around generators, recursive functions and classes."""
import torch

w = torch.ones(2, requires_grad=True)


@torch.no_grad()
def stream(x):
    got = yield x * 1
    print("sent", got, torch.is_grad_enabled())
    yield x * 3


@torch.inference_mode()
def tokens(n):
    for i in range(n):
        yield torch.is_grad_enabled()


@torch.no_grad()
def visit(module, depth=0):
    names = [(depth, torch.is_grad_enabled())]
    for child in module.children():
        names += visit(child, depth + 1)
    return names


class Tree:
    @torch.no_grad()
    def walk(self, n):
        return torch.is_grad_enabled() if not n else self.walk(n - 1)


g = stream(w)
print(next(g).requires_grad, torch.is_grad_enabled())
print(g.send("hi").requires_grad, torch.is_grad_enabled())
for inside in tokens(2):
    print(inside, torch.is_grad_enabled())
print(visit(torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.Sequential(torch.nn.ReLU()))), torch.is_grad_enabled())
print(Tree().walk(3), torch.is_grad_enabled())
