import torch
from torch import nn, optim
from torch.optim import Adam
import torch.nn.functional as F

torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
with torch.no_grad():
    for i, p in enumerate(model.parameters()):
        p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) / (i + 1))
x = torch.linspace(-1, 1, 12).view(4, 3)
y = x.sum(1, keepdim=True)
opt = Adam(model.parameters(), lr=0.05, weight_decay=0.01)
sched = optim.lr_scheduler.CosineAnnealingLR(opt, T_max=5)
losses = []
for epoch in range(5):
    opt.zero_grad()
    loss = F.mse_loss(model(x), y)
    loss.backward()
    norm = nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
    opt.step()
    sched.step()
    losses.append(round(loss.item(), 4))
print(losses, round(float(norm), 3), round(opt.param_groups[0]["lr"], 5), round(sched.get_last_lr()[0], 5))
state = opt.state_dict()
print(sorted(state), len(state["param_groups"]), model[0].weight.grad is not None)
opt2 = optim.SGD([{"params": model[0].parameters()}, {"params": model[2].parameters(), "lr": 0.5}], lr=0.1, momentum=0.9)
opt2.zero_grad(set_to_none=True)
print(model[0].weight.grad, [g["lr"] for g in opt2.param_groups])
model(x).sum().backward()
opt2.step()
print([round(v, 4) for v in model[2].bias.tolist()])
