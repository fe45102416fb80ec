"""Optimizers as training scripts use them: groups read and written, states saved and loaded, clipping."""
import copy
import io
import math

import torch
import torch.nn as nn
import torch.optim as optim
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim.lr_scheduler import LambdaLR, StepLR


def build():
    model = nn.Sequential(nn.Linear(4, 8), nn.LayerNorm(8), nn.GELU(), nn.Linear(8, 2))
    with torch.no_grad():
        for i, p in enumerate(model.parameters()):
            p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (1 + i) / 5)
    return model


def r(values):
    return [round(v, 4) for v in values]


x = torch.linspace(-1, 1, 20).view(5, 4)
y = torch.tensor([0, 1, 1, 0, 1])
model = build()
decay, no_decay = [], []
for name, param in model.named_parameters():
    if not param.requires_grad:
        continue
    (no_decay if param.ndim <= 1 or name.endswith(".bias") else decay).append(param)
optimizer = optim.AdamW(
    [{"params": decay, "weight_decay": 0.1}, {"params": no_decay, "weight_decay": 0.0, "name": "plain"}], lr=1e-2, betas=(0.9, 0.95)
)
criterion = nn.CrossEntropyLoss()
for step in range(6):
    lr = 1e-2 * 0.5 * (1 + math.cos(math.pi * step / 6))
    for group in optimizer.param_groups:
        group["lr"] = lr * (2 if group.get("name") == "plain" else 1)
    optimizer.zero_grad(set_to_none=True)
    loss = criterion(model(x), y)
    loss.backward()
    norm = clip_grad_norm_(model.parameters(), 0.5, norm_type=2.0)
    clip_grad_value_(model.parameters(), clip_value=0.1)
    optimizer.step()
    print(round(loss.item(), 4), round(norm.item(), 4), r([g["lr"] for g in optimizer.param_groups]))
print(len(optimizer.param_groups), [len(g["params"]) for g in optimizer.param_groups], optimizer.param_groups[1]["name"], optimizer.defaults["lr"])
print(sorted(optimizer.param_groups[0])[:6], optimizer.param_groups[0]["betas"])
state = optimizer.state_dict()
print(sorted(state), sorted(state["state"][0]), len(state["state"]), [g["params"] for g in state["param_groups"]])
print(float(state["state"][0]["step"]), r(state["state"][0]["exp_avg"].flatten().tolist()[:3]))
# saved, and gone on with by a new process's objects
buffer = io.BytesIO()
torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "step": step}, buffer)
buffer.seek(0)
checkpoint = torch.load(buffer, map_location=lambda storage, loc: storage)
other = build()
other.load_state_dict(checkpoint["model"])
other_optimizer = optim.AdamW([{"params": [p for p in other.parameters() if p.ndim > 1]}, {"params": [p for p in other.parameters() if p.ndim <= 1]}])
other_optimizer.load_state_dict(checkpoint["optimizer"])
print(r([g["lr"] for g in other_optimizer.param_groups]), [g["weight_decay"] for g in other_optimizer.param_groups], other_optimizer.param_groups[1].get("name"))
for m, o in ((model, optimizer), (other, other_optimizer)):
    o.zero_grad()
    criterion(m(x), y).backward()
    o.step()
print(all(torch.allclose(a, b) for a, b in zip(model.parameters(), other.parameters())))
# the state of one parameter
p = next(model.parameters())
print(p in optimizer.state, sorted(optimizer.state[p]), isinstance(optimizer, optim.Optimizer), type(optimizer).__name__)
# SGD with momentum, scheduler, add_param_group, freeze
model = build()
for q in model[0].parameters():
    q.requires_grad = False
opt = torch.optim.SGD(filter(lambda p: p.requires_grad, model.parameters()), lr=0.1, momentum=0.9, nesterov=True, weight_decay=1e-3)
sched = StepLR(opt, step_size=2, gamma=0.5)
for step in range(5):
    if step == 3:
        for q in model[0].parameters():
            q.requires_grad_(True)
        opt.add_param_group({"params": model[0].parameters(), "lr": 0.01})
    opt.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    opt.step()
    if step < 3:
        sched.step()
    print(round(loss.item(), 4), r([g["lr"] for g in opt.param_groups]))
print(r(opt.state[model[3].bias]["momentum_buffer"].tolist()), opt.state_dict()["param_groups"][1]["params"])
s = copy.deepcopy(sched.state_dict())
print(s["last_epoch"], s["step_size"], s["gamma"], r(sched.get_last_lr()))
# closures, LBFGS
w = torch.tensor([2.0, -3.0], requires_grad=True)
lbfgs = optim.LBFGS([w], lr=0.5, max_iter=5)


def closure():
    lbfgs.zero_grad()
    loss = ((w - 1) ** 2).sum()
    loss.backward()
    return loss


for _ in range(3):
    loss = lbfgs.step(closure)
print(r(w.tolist()), round(loss.item(), 4))
warm = optim.Adam([w], lr=1.0)
schedule = LambdaLR(warm, lr_lambda=lambda epoch: min(1.0, (epoch + 1) / 4))
lrs = []
for _ in range(5):
    lrs.append(warm.param_groups[0]["lr"])
    warm.step(closure)
    schedule.step()
print(lrs, schedule.base_lrs)
# an optimizer of one's own
class Plain(optim.Optimizer):
    def __init__(self, params, lr=0.1, momentum=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum))

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = 0
                    state["buffer"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                state["step"] += 1
                state["buffer"].mul_(group["momentum"]).add_(p.grad)
                p.add_(state["buffer"], alpha=-group["lr"])
        return loss


w = torch.tensor([2.0, -3.0], requires_grad=True)
plain = Plain([w], lr=0.2, momentum=0.5)
for _ in range(3):
    plain.zero_grad()
    ((w - 1) ** 2).sum().backward()
    plain.step()
print(r(w.tolist()), plain.state[w]["step"], sorted(plain.state_dict()["state"][0]))
try:
    optim.SGD([], lr=0.1)
except ValueError as error:
    print(error)
# accumulation of gradients
model = build()
opt = optim.SGD(model.parameters(), lr=0.1)
opt.zero_grad()
for i in range(5):
    (criterion(model(x[i : i + 1]), y[i : i + 1]) / 5).backward()
grads = [p.grad.clone() for p in model.parameters()]
opt.zero_grad()
criterion(model(x), y).backward()
print(all(torch.allclose(a, p.grad, atol=1e-5) for a, p in zip(grads, model.parameters())))
total = torch.norm(torch.stack([torch.norm(p.grad.detach(), 2) for p in model.parameters()]), 2)
print(round(total.item(), 4), round(torch.nn.utils.clip_grad_norm_(model.parameters(), float("inf")).item(), 4))
print(sum(p.numel() for p in model.parameters() if p.requires_grad), next(model.parameters()).device.type, next(iter(model.parameters())).shape[0])
params = model.parameters()
print(tuple(next(params).shape), tuple(next(params).shape), len(list(params)), len(list(params)))
