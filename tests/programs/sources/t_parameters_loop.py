import torch
from torch import nn

m = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
with torch.no_grad():
    for i, p in enumerate(m.parameters()):
        p.copy_(torch.arange(float(p.numel())).view_as(p) + i)
total = sum(p.numel() for p in m.parameters() if p.requires_grad)
print(total, type(total).__name__, max(p.numel() for p in m.parameters()))
for name, p in m.named_parameters():
    layer, kind = name.split(".")
    v = p.max(0)[0]
    print(layer, kind, list(p.size()), v.tolist(), p.norm().item() > 0, p.view(-1).max(0)[1].item())
grads = [p.new_ones(p.size()) for p in m.parameters()]
for p, g in zip(m.parameters(), grads):
    p.data.add_(g, alpha=-0.5)
print([p.min().item() for p in m.parameters()])
for k, v in m.state_dict().items():
    print(k, v.max().item(), v.dim(), len(k.split(".")))
for i, (n, b) in enumerate(m.named_modules()):
    print(i, n.split("."), b.training)
