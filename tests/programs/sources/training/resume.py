"""Optimizers and schedulers stopped, moved, copied, changed and gone on with."""
import copy
import io
import pickle
from collections import defaultdict

import torch
import torch.nn as nn
from torch import optim
from torch.optim import lr_scheduler
from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts, ExponentialLR, LambdaLR, OneCycleLR, StepLR
from torch.optim.swa_utils import SWALR, AveragedModel, get_ema_multi_avg_fn, update_bn


def build():
    net = nn.Sequential(nn.Linear(3, 4, bias=False), nn.BatchNorm1d(4), nn.Tanh(), nn.Linear(4, 2))
    with torch.no_grad():
        for i, p in enumerate(net.parameters()):
            p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (i + 1) / 2)
    return net


def train(net, opt, steps, sched=None, closure=False):
    losses = []
    for i in range(steps):
        def loss_of():
            opt.zero_grad()
            loss = nn.functional.cross_entropy(net(x), y)
            loss.backward()
            return loss
        if closure:
            loss = opt.step(loss_of)
        else:
            loss = loss_of()
            opt.step()
        if sched is not None:
            sched.step()
        losses.append(round(loss.item(), 3))
    return losses


x = torch.linspace(-2, 2, 18).view(6, 3).cos()
y = torch.tensor([0, 1, 1, 0, 1, 0])
makers = {
    "sgd": lambda p: optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.1, weight_decay=1e-3),
    "nesterov": lambda p: optim.SGD(p, 0.1, 0.9, nesterov=True, foreach=False),
    "adam": lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.9), eps=1e-6, amsgrad=True, fused=None),
    "adamw": lambda p: optim.AdamW(p, lr=torch.tensor(0.05), weight_decay=0.1, capturable=False),
    "rmsprop": lambda p: optim.RMSprop(p, lr=0.01, alpha=0.9, momentum=0.5, centered=True),
    "adagrad": lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.01, initial_accumulator_value=0.1),
    "maximize": lambda p: optim.SGD(p, lr=0.01, maximize=True),
}
for name, make in makers.items():
    net = build()
    opt = make(net.parameters())
    first = train(net, opt, 3)
    saved = io.BytesIO()
    torch.save({"net": net.state_dict(), "opt": opt.state_dict()}, saved)
    rest = train(net, opt, 3, closure=True)
    saved.seek(0)
    state = torch.load(saved, map_location="cpu")
    other = build()
    other.load_state_dict(state["net"])
    again = make(other.parameters())
    again.load_state_dict(state["opt"])
    for s in again.state.values():
        for k, v in s.items():
            if torch.is_tensor(v):
                s[k] = v.to("cpu")
    print(name, first, rest, train(other, again, 3) == rest, type(again.param_groups[0]["lr"]).__name__ if name != "adamw" else "")
net = build()
opt = optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
train(net, opt, 2)
twin, twin_opt = copy.deepcopy((net, opt))
print(twin_opt.param_groups[0]["params"][0] is twin[0].weight, twin_opt.param_groups[0]["params"][0] is net[0].weight, train(net, opt, 2) == train(twin, twin_opt, 2))
opt.state = defaultdict(dict)
print(len(opt.state), train(net, opt, 1))
opt.param_groups[0]["momentum"] = 0.0
opt.param_groups[0]["lr"] *= 0.1
print(train(net, opt, 1), sorted(opt.param_groups[0])[:3], opt.state_dict()["param_groups"][0]["lr"])
opt.param_groups[0]["params"] = [p for p in net.parameters() if p.dim() > 1]
train(net, opt, 1)
print(len(opt.param_groups[0]["params"]), opt.__class__.__name__, "momentum: 0.0" in repr(opt))
try:
    optim.SGD(net.parameters(), lr=-1)
except ValueError as error:
    print(error)
try:
    other_opt = optim.SGD([net[0].weight], lr=0.1)
    other_opt.load_state_dict(again.state_dict())
except ValueError as error:
    print("ValueError")
# schedules
def rates(make_scheduler, steps=7, **options):
    opt = optim.SGD(build().parameters(), lr=options.pop("lr", 0.1), momentum=0.9)
    sched = make_scheduler(opt)
    out = []
    for i in range(steps):
        out.append(round(opt.param_groups[0]["lr"], 5))
        opt.step()
        sched.step()
        if i == 3:
            state = pickle.loads(pickle.dumps({k: v for k, v in sched.state_dict().items()}))
            lr = opt.param_groups[0]["lr"]
            sched = make_scheduler(opt)
            sched.load_state_dict(state)
            opt.param_groups[0]["lr"] = lr
    return out, sched.last_epoch


print(rates(lambda o: StepLR(o, 2, gamma=0.5)))
print(rates(lambda o: ExponentialLR(o, 0.9)))
print(rates(lambda o: lr_scheduler.MultiStepLR(o, [2, 5], 0.1)))
print(rates(lambda o: lr_scheduler.PolynomialLR(o, total_iters=5, power=2.0)))
opt = optim.SGD(build().parameters(), lr=0.1, momentum=0.9)
one = OneCycleLR(opt, max_lr=0.5, total_steps=8, pct_start=0.25, anneal_strategy="cos")
out = []
for _ in range(7):
    opt.step()
    out.append((round(opt.param_groups[0]["lr"], 5), round(opt.param_groups[0]["momentum"], 4)))
    one.step()
print(out, round(one.get_last_lr()[0], 6))
warm = CosineAnnealingWarmRestarts(optim.SGD(build().parameters(), lr=0.1), T_0=2, T_mult=2)
out = []
for epoch in range(3):
    for i in range(2):
        warm.step(epoch + i / 2)
        out.append(round(warm.optimizer.param_groups[0]["lr"], 5))
print(out)
# averaged models
net = build()
ema = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(0.9))
swa = AveragedModel(net)
opt = optim.SGD(net.parameters(), lr=0.1)
swa_sched = SWALR(opt, swa_lr=0.05, anneal_epochs=2)
for _ in range(3):
    train(net, opt, 1)
    ema.update_parameters(net)
    swa.update_parameters(net)
    swa_sched.step()
update_bn([x], swa)
print(round(opt.param_groups[0]["lr"], 4), [round(v, 4) for v in swa.module[3].bias.tolist()], [round(v, 4) for v in ema.module[3].bias.tolist()], [round(v, 4) for v in swa.module[1].running_mean.tolist()])
