import torch
import torch.nn.functional as F
from torch import Tensor


def confusion(preds: Tensor, target: Tensor) -> Tensor:
    hits = (preds == target).sum()
    cells = torch.bincount((target * 2 + preds).to(torch.long), minlength=4)
    return torch.cat([hits[None], cells])


def curve(preds: Tensor, target: Tensor) -> Tensor:
    ends = torch.where(preds[1:] - preds[:-1])[0]
    ends = F.pad(ends, [0, 1], value=target.size(0) - 1)
    hits = torch.cumsum(target, dim=0)[ends]
    return 1 + ends - hits


def mean_rank(sums: Tensor, target: Tensor) -> Tensor:
    counts = torch.bincount(target)
    return sums / counts


scores = torch.tensor([0.9, 0.8, 0.8, 0.3])
truth = torch.tensor([1, 1, 0, 0])
print(confusion(scores > 0.5, truth).tolist(), confusion((scores > 0.5).int(), truth.float()).tolist())
print(curve(scores, truth).tolist(), curve(scores, truth * torch.tensor([1.0, 0.5, 1.0, 1.0])).tolist())
print(mean_rank(torch.tensor([3.0, 5.0]), truth).tolist())
print((F.one_hot(truth, 2) == torch.eye(2, dtype=torch.int32)[truth]).all().item(), (truth != (scores > 0.5)).tolist())
print((torch.arange(4) < scores).tolist(), (truth.bool() >= truth).tolist(), truth.is_mps)
