import torch
from torch import nn
net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.ReLU(inplace=True), nn.Flatten(), nn.GELU("tanh"))
print([type(m) is nn.ReLU for m in net], [m.__class__ is not nn.Flatten for m in net], sum(type(m) is nn.Linear for m in net))
hooks = {nn.ReLU: "act", nn.GELU: "act", nn.Linear: "fc"}
print([hooks.get(type(m)) for m in net], [type(m) in hooks for m in net])
def replace(module, old=nn.ReLU, new=nn.SiLU):
    for name, child in module.named_children():
        if type(child) == old:
            setattr(module, name, new())
replace(net)
print([type(m).__name__ for m in net][1:3])
