"""Names that older versions had elsewhere: what the fallback binds is never bound."""
import torch

try:
    from torch.hub import get_dir
except ImportError:
    from torch.hub import _get_torch_home as get_dir
try:
    from torch.optim.lr_scheduler import LRScheduler
except ImportError:
    from torch.optim.lr_scheduler import _LRScheduler as LRScheduler
try:
    from torch.nn import RMSNorm
except (ImportError, AttributeError):
    RMSNorm = None


class Halved(LRScheduler):
    def get_lr(self):
        return [base * 0.5**self.last_epoch for base in self.base_lrs]


def cache():
    return get_dir()


weight = torch.nn.Parameter(torch.ones(2))
scheduler = Halved(torch.optim.SGD([weight], lr=1.0))
scheduler.optimizer.step()
scheduler.step()
print(scheduler.get_last_lr(), isinstance(cache(), str))
print(RMSNorm(2)(torch.tensor([3.0, 4.0])).tolist() if RMSNorm is not None else "none")
