from .compat import F, torch, nn, relu, Tensor, cat, hs
from . import F as F2, nn as nn2
import pkg.compat as C
from pkg import compat
def run():
    x = torch.tensor([-1.0, 2.0])
    m = nn.Linear(2, 3)
    return (F.gelu(x).shape[0], relu(x).tolist(), isinstance(x, Tensor), cat([x, x]).tolist(), tuple(m.weight.shape),
            tuple(nn2.Linear(2, 3).weight.shape), F2.softplus(x).shape[0], C.F.relu(x).tolist(), tuple(compat.nn.Linear(2, 5).weight.shape),
            hs([x, x]).tolist(), C.cat([x], 0).tolist(), type(m).__name__)
