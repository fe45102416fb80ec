"""torch.func, vmap, functional_call, jacobians, DataParallel."""
import torch
import torch.nn as nn
from torch.func import functional_call, grad, hessian, jacfwd, jacrev, stack_module_state, vjp, vmap

net = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
with torch.no_grad():
    for i, p in enumerate(net.parameters()):
        p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (i + 1))
x = torch.linspace(-1, 1, 8).view(4, 2)


def r(tensor):
    return [round(v, 4) for v in tensor.detach().flatten().tolist()]


params = dict(net.named_parameters())
print(r(functional_call(net, params, (x,))))
doubled = {k: v.detach() * 2 for k, v in params.items()}
print(r(functional_call(net, doubled, x)), r(net(x)))
print(r(torch.func.functional_call(net, {"0.bias": torch.zeros(3)}, (x,))))
y = functional_call(net, params, (x,)).sum()
print(r(torch.autograd.grad(y, list(params.values()))[0]))
# gradients as functions
f = lambda v: (v ** 3).sum()
v = torch.tensor([1.0, 2.0])
print(r(grad(f)(v)), r(hessian(f)(v)), r(jacrev(lambda v: v ** 2)(v)), r(jacfwd(lambda v: v * 3)(v)))
g, value = torch.func.grad_and_value(lambda a, b: (a * b).sum(), argnums=1)(v, v * 2)
print(r(g), value.item())
out, pull = vjp(lambda a: a.sin(), v)
print(r(out), r(pull(torch.ones(2))[0]))
# vmap
print(vmap(torch.dot)(x, x).tolist() == (x * x).sum(1).tolist(), r(vmap(lambda a, b: a * b, in_dims=(0, None))(x, v)))
print(r(vmap(grad(lambda row: net(row).sum()))(x)))
per_sample = vmap(grad(lambda p, row: functional_call(net, p, (row,)).sum()), in_dims=(None, 0))({k: p.detach() for k, p in params.items()}, x)
print({k: tuple(g.shape) for k, g in per_sample.items()}, r(per_sample["2.bias"]))
models = [nn.Linear(2, 1) for _ in range(3)]
for i, m in enumerate(models):
    nn.init.constant_(m.weight, float(i))
    nn.init.zeros_(m.bias)
stacked, buffers = stack_module_state(models)
print({k: tuple(p.shape) for k, p in stacked.items()}, r(vmap(lambda p: functional_call(models[0], p, (x,)))(stacked)))
parallel = nn.DataParallel(net)
print(r(parallel(x)), list(parallel.state_dict())[:2], parallel.module is net, isinstance(parallel, nn.DataParallel))
unwrapped = parallel.module if hasattr(parallel, "module") else parallel
print(torch.autograd.functional.jacobian(lambda a: a ** 2, v).tolist(), torch.autograd.functional.hessian(f, v).tolist())
