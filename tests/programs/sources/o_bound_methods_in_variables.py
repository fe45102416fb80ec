import torch
from torch import nn

x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
largest, view, add, size, split = x.max, x.view, x.add, x.size, x.split
print(largest(1).indices.tolist(), largest().item(), view(-1, 1).shape[0], add(1, alpha=2).tolist(), size(0), [t.tolist() for t in split(1, dim=1)])
table = {"sum": x.sum, "max": x.max, "sort": x.sort, "t": x.t, "numel": x.numel}
print(table["sum"](dim=0).tolist(), table["max"](0)[1].tolist(), table["sort"](-1, descending=True).values.tolist(), table["t"]().tolist(), table["numel"]() * 2)
state = []
push = state.append
for step in (x.mean, x.std, lambda: x.norm(p=1)):
    push(round(step().item(), 4))
print(state, [f(0).values.tolist() for f in (x.max, x.min, x.median)], list(map(x.select, (0, 1), (1, 0)))[0].tolist())
layer = nn.Linear(2, 2)
forward, to, params = layer.forward, layer.to, layer.parameters
print(torch.equal(forward(x), layer(x)), to(torch.float64).weight.dtype == torch.float64, len(list(params())), sorted(layer.state_dict()))
opt = torch.optim.SGD(params(), lr=0.1)
step, zero = opt.step, opt.zero_grad
layer(x.double()).sum().backward()
print(step(), zero(set_to_none=True), layer.bias.grad)
