import torch
from torch import nn
m = nn.Linear(2, 2)
with torch.no_grad():
    m.weight.copy_(torch.tensor([[1., 2.], [3., 4.]])); m.bias.zero_()
m(torch.ones(1, 2)).sum().backward()
for p in m.parameters():
    g = p.grad
    if g is not None:
        print(g.max(0)[0].tolist(), g.numel(), g.data.norm(2).item() > 0, g.view(-1).size(0))
        p.grad = None
opt = torch.optim.SGD(m.parameters(), lr=0.1, momentum=0.9)
for group in opt.param_groups:
    for p in group["params"]:
        print(p.data.numel(), p.grad is None, group["lr"], p.max(0)[1].tolist())
m(torch.ones(1, 2)).sum().backward(); opt.step()
print(len(opt.state), [s["momentum_buffer"].max(0)[0].tolist() for s in opt.state.values()])
w = m.weight.data
w.clamp_(max=2); print(w.max(1)[0].tolist(), m.weight.max().item(), w.t().split(1)[0].numel(), w.T.numel())
saved = {k: v.clone() for k, v in m.state_dict().items()}
print({k: v.max(0)[0].tolist() for k, v in saved.items()}, [k.split("i") for k in saved])
avg = [a.data.mul(0.5).add(b.data, alpha=2).max(0)[0].tolist() for a, b in zip(m.parameters(), m.parameters())]
print([torch.tensor(v).numel() for v in avg])
print(m.weight.grad.abs().max(0)[1].tolist(), m.bias.grad.sort(descending=True)[0].tolist(), next(iter(m.parameters())).size(1))
