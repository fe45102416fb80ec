import torch
guard = torch.no_grad()
@guard
def f(x):
    return x * 2
@torch.no_grad()
def g(x):
    return x * 3
h = torch.no_grad()(lambda x: x * 4)
x = torch.ones(1, requires_grad=True)
print(f(x).requires_grad, g(x).requires_grad, h(x).requires_grad)
ctx = torch.enable_grad if x.requires_grad else torch.no_grad
with ctx():
    print((x * 2).requires_grad)
