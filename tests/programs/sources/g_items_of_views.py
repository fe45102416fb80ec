"""Items that tensors choose of a transposed, sliced or stepped tensor."""
import torch

x = torch.arange(24.0).reshape(2, 3, 4)
order = torch.tensor([2, 0])
turned = x.transpose(1, 2)
print(turned[:, order].tolist(), turned[..., [1, 0]].shape)
last = x[:, -1, :]
print(last[:, torch.tensor([True, False, True, False])].tolist())

last[last < 10] = -1
last[:, order] = 50.0
print(x.tolist())

columns = torch.zeros(3, 4).t()
columns[order] = torch.tensor([1.0, 2.0, 3.0])
columns[[1, 3], 0] += 5
print(columns.tolist())

logits = torch.zeros(2, 5)
allowed = torch.tensor([True, False, True, False, True])
logits[:, ~allowed] = -float("inf")
print(logits.softmax(-1)[:, allowed].sum().item())


def pick(table, rows: torch.Tensor):
    return table[::2][:, rows]


print(pick(x.permute(2, 0, 1), torch.tensor([1, 1])).tolist())
