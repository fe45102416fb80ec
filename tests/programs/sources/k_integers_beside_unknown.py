"""Integers that meet tensors of which nothing is known: from counts, casts, masks, and one of two ways."""
import torch


def counted(samples, codes):
    counts = torch.bincount(codes, minlength=3)
    sums = codes.new_zeros(3, samples.shape[-1], dtype=samples.dtype)
    sums.index_add_(0, codes, samples)
    return sums / counts.masked_fill(counts == 0, 1)[..., None]


def interpolated(scores, table):
    pos = scores.flip(-1).cumsum(-1).clamp(max=2)
    low, high = pos.floor().long(), pos.ceil().long()
    share = pos - low
    return table[high] * share + table[low] * (1 - share)


def quantile_points(q: torch.Tensor, index):
    count = torch.bincount(index)
    start = torch.cat([count.new_zeros(1), count.cumsum(0)])[:-1]
    return q * (count - 1) + start.clone()


def positions(length: int, given: torch.Tensor | None = None):
    pos = given if given is not None else torch.arange(length) + 1
    return (pos - 0.5 * torch.ones(length)) * torch.linspace(0, 1, length)


def kept(values: torch.Tensor, low: float):
    keep: torch.Tensor = above(values, low) & above(values, 2 * low)
    keep = keep & (values < 9)
    return values * keep, (values.sum(0) / keep.sum(0).clamp_min(1))


def above(values: torch.Tensor, low: float) -> torch.Tensor:
    return values > low


x = torch.arange(8.0).reshape(4, 2)
codes = torch.tensor([0, 2, 2, 0])
print(counted(x, codes).tolist())
print(interpolated(torch.tensor([0.25, 0.5, 0.75, 1.0]), torch.tensor([1.0, 3.0, 7.0])).tolist())
print(quantile_points(torch.tensor([[0.25], [0.75]]), codes).tolist())
print(positions(3).tolist(), positions(3, torch.tensor([1.0, 2.0, 4.0])).tolist())
print([t.tolist() for t in kept(x, 1.5)])
print((x > 2).cumsum(0).tolist(), torch.cumsum(x > 2, dim=1).tolist())
