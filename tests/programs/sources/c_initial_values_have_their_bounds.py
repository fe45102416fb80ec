import math

import torch
from torch.nn import init

w = torch.empty(60, 40)
init.xavier_uniform_(w)
bound = math.sqrt(6 / 100)
print(bool((w.abs() <= bound).all()), bool(w.abs().max() > 0.9 * bound))
init.trunc_normal_(w, std=0.5, a=-1.0, b=1.0)
print(w.min().item() >= -1, w.max().item() <= 1)
print(init.constant_(w, 2.0).sum().item(), init.eye_(torch.empty(2, 3)).tolist())
