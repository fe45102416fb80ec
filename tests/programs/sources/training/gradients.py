"""Gradients read, written and cleared; parameters updated by hand."""
import torch
import torch.nn as nn
from torch import autograd, nn, Tensor
from torch.autograd import Variable, grad


def r(t):
    return [round(v, 4) for v in t.detach().flatten().tolist()]


w = torch.tensor([1.0, -2.0, 3.0], requires_grad=True)
(w ** 2).sum().backward()
print(r(w.grad), w.is_leaf, w.grad.requires_grad)
(w ** 2).sum().backward()
print(r(w.grad))
w.grad.zero_()
w.grad.add_(1.0)
print(r(w.grad))
w.grad.data.mul_(3)
w.grad.data *= 2
w.grad /= 2
print(r(w.grad))
w.grad = torch.full_like(w, 0.5)
print(r(w.grad))
w.grad.detach_()
w.grad.clamp_(max=0.25)
w.grad = w.grad * 2
w.grad.copy_(torch.ones(3))
print(r(w.grad))
w.grad = None
print(w.grad is None, w.grad)
(w * torch.tensor([1.0, 2.0, 3.0])).backward(torch.tensor([1.0, 10.0, 100.0]))
print(r(w.grad))
w.grad = None
y = (w * 2).sum()
y.backward(retain_graph=True)
y.backward(gradient=torch.tensor(2.0))
print(r(w.grad))
try:
    y.backward()
except (RuntimeError, SystemError):
    print("second time")
# steps by hand
lr = 0.1
for style in range(5):
    p = torch.tensor([1.0, 2.0], requires_grad=True)
    for _ in range(2):
        (p ** 2).sum().backward()
        if style == 0:
            with torch.no_grad():
                p -= lr * p.grad
            p.grad.zero_()
        elif style == 1:
            p.data -= lr * p.grad.data
            p.grad = None
        elif style == 2:
            with torch.no_grad():
                p.sub_(lr * p.grad)
                p.grad.zero_()
        elif style == 3:
            p.data.add_(p.grad, alpha=-lr)
            p.grad.data.zero_()
        else:
            with torch.no_grad():
                p.copy_(p - lr * p.grad)
            p.grad = None
    print(style, r(p), p.requires_grad, p.is_leaf)
# the same for a module
net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1))
with torch.no_grad():
    for i, q in enumerate(net.parameters()):
        q[:] = torch.linspace(-1, 1, q.numel()).view(q.shape) * (i + 1)
x = torch.tensor([[1.0, 2.0], [-1.0, 0.5]])
net(x).mean().backward()
for name, q in net.named_parameters():
    if q.grad is not None and "weight" in name:
        q.grad *= 2.0
print({n: r(q.grad) for n, q in net.named_parameters()})
for q in net.parameters():
    q.data = q.data - 0.5 * q.grad
    q.grad = None
print(r(net[0].weight), r(net(x)), net[0].weight.is_leaf, all(q.grad is None for q in net.parameters()))
net[0].weight.data[0] = 0.0
net[0].weight.data[:, 1].mul_(2)
net[2].bias.data.fill_(1.0)
net[2].weight.data.copy_(torch.ones(1, 2))
net[0].bias.data = torch.tensor([0.1, 0.2])
print(r(net[0].weight), r(net[0].bias), r(net(x)))
mask = net[0].weight.data.abs() > 0.5
net[0].weight.data[~mask] = 9.0
net[0].weight.data[net[0].weight.data > 5] = 0
print(r(net[0].weight), net[0].weight.requires_grad)
nn.init.constant_(net[0].weight.data, 0.3)
torch.nn.init.zeros_(net[0].bias)
print(r(net(x)))
# requires_grad
for q in net[0].parameters():
    q.requires_grad = False
net[2].weight.requires_grad_(False)
print([q.requires_grad for q in net.parameters()])
net(x).sum().backward()
print([q.grad is None for q in net.parameters()])
for q in filter(lambda q: not q.requires_grad, net.parameters()):
    q.requires_grad = True
print(sum(q.requires_grad for q in net.parameters()))
# penalties
inputs = torch.tensor([[0.5, -1.0]], requires_grad=True)
out = net(inputs)
(g,) = grad(outputs=out, inputs=inputs, grad_outputs=torch.ones_like(out), create_graph=True, retain_graph=True, only_inputs=True)
penalty = ((g.norm(2, dim=1) - 1) ** 2).mean()
for q in net.parameters():
    q.grad = None
penalty.backward(retain_graph=True)
print(round(penalty.item(), 4), r(net[0].weight.grad), r(g))
first = autograd.grad(out.sum(), list(net.parameters()), allow_unused=True, retain_graph=True)
print([None if v is None else tuple(v.shape) for v in first])
# detach, views, leaves
a = torch.ones(2, requires_grad=True)
b = a.detach()
b[0] = 5.0
print(r(a), b.requires_grad, a.detach().clone().requires_grad_().is_leaf, (a + 0).is_leaf, a.data.requires_grad)
c = (a * 2).detach_()
print(c.requires_grad, c.is_leaf, c.grad_fn)
d = Variable(torch.ones(2), requires_grad=True)
(d.sum() + a.detach().sum()).backward()
print(r(d.grad), a.grad)
e = torch.zeros(3, requires_grad=True)
f = e.clone()
f[1] = a.sum()
f[0] *= 2
f.sum().backward()
print(r(e.grad), r(a.grad))
h = torch.arange(4.0, requires_grad=True)
k = h.view(2, 2)
k.sum(0).pow(2).sum().backward()
print(r(h.grad), h.grad.shape == (4,))
m = torch.eye(2, requires_grad=True)
with torch.no_grad():
    m[0, 1] = 3.0
    m.t_() if False else None
m.diag().sum().backward()
print(r(m), r(m.grad))
total = 0
for i in range(3):
    total = total + (a * i).sum()
total.backward()
print(r(a.grad), float(total), total.item())
loss = sum(q.pow(2).sum() for q in net.parameters())
print(loss.requires_grad, torch.is_tensor(loss))
s = torch.tensor(2.0, requires_grad=True)
z = torch.where(torch.tensor([True, False]), s, s * 3)
z.sum().backward()
print(s.grad.item(), s.grad.shape == ())
print([t.requires_grad for t in (a, a > 0, a.long(), a.new_ones(1), torch.zeros_like(a), torch.tensor(1.0), a[0], a.data)])
