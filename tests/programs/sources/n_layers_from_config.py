import torch
from torch import nn, optim
import torch.nn.functional as F
conf = {"act": "LeakyReLU", "opt": "AdamW", "fn": "softplus", "sched": "StepLR", "init": "ones_"}
m = getattr(nn, conf["act"])(0.2)
o = getattr(optim, conf["opt"])([nn.Parameter(torch.ones(1))], lr=0.1)
s = getattr(optim.lr_scheduler, conf["sched"])(o, step_size=1)
print(m(torch.tensor([-1.0])).tolist(), type(o).__name__, type(s).__name__, round(getattr(F, conf["fn"])(torch.zeros(1)).item(), 4), getattr(nn.init, conf["init"])(torch.empty(1)).item())
