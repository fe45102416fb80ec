import torch
from torch import Tensor


def gain(target: Tensor, preds: Tensor) -> Tensor:
    discount = 1.0 / torch.log2(torch.arange(target.shape[-1]) + 2.0)
    ranked = target[preds.argsort(descending=True)]
    again = ranked.view(-1)
    return (discount * ranked).sum() + (again * discount).sum()


def eroded(image: Tensor) -> Tensor:
    return (image > 1).to(torch.uint8)


def edges(image: Tensor) -> Tensor:
    return eroded(image.unsqueeze(0)).squeeze() ^ image


def quality(true_positives: Tensor, false_positives: Tensor, false_negatives: Tensor) -> Tensor:
    return true_positives / (true_positives + 0.5 * false_positives + 0.5 * false_negatives)


def averaged(tp: Tensor, fn: Tensor, score: Tensor, weighted: bool) -> Tensor:
    weights = tp + fn if weighted else torch.ones_like(score)
    if weighted:
        other = tp + fn
    else:
        other = torch.ones_like(score)
    return (weights * score).sum() + (other * score).sum()


def box(width: int) -> tuple[int, int, float]:
    at = torch.randint(3, 4, size=(1,))
    part = torch.full((1,), 0.25)
    low = int(torch.clamp(at - 5, min=0))
    high = int(torch.clamp(at + 5, max=width))
    at = at.sum()
    return low, high + int(at), float(part.abs() * 2)


relevance = torch.tensor([3, 1, 2])
print(round(gain(relevance, torch.tensor([0.1, 0.7, 0.3])).item(), 5), round(gain(relevance.float(), relevance).item(), 5))
print(edges(torch.tensor([0, 1, 2, 3])).tolist(), edges(torch.tensor([0, 1, 2], dtype=torch.int32)).dtype == torch.int32)
counts = torch.tensor([1, 2]), torch.tensor([0, 1]), torch.tensor([2, 2])
print(quality(*counts).tolist(), quality(*(count.int() for count in counts)).tolist())
print(averaged(counts[0], counts[2], torch.tensor([0.5, 0.25]), True).item())
print(averaged(counts[0].float(), counts[2].float(), torch.tensor([0.5, 0.25]), False).item(), box(6))
x = torch.arange(24.0).reshape(1, 2, 3, 4)
print(x.is_contiguous(memory_format=torch.channels_last), x.is_contiguous(), x[:, :1].is_contiguous(memory_format=torch.channels_last))
