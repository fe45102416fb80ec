"""A new axis beside an index that chooses."""
import torch

x = torch.arange(24).reshape(2, 3, 4)
chosen = torch.tensor([2, 0, 1])
print(x[:, None, chosen].shape[:3] == (2, 1, 3), x[None, chosen - 1].shape[0], x[..., None, [1]].tolist())


def pairs(boxes: torch.Tensor, left, right):
    return boxes[left, None], boxes[None, right], boxes[:, None, right[:2]].size(1)


a, b, n = pairs(x[0], chosen, chosen)
print((a - b).sum().item(), b.tolist(), n)
