import torch


def describe(input_ids, known: torch.Tensor, number: int):
    if number in input_ids and 3 not in known:
        return "both"
    return [number in input_ids, number not in known, (3 not in known) + 1]


table = torch.tensor([[1, 2], [4, 5]])
print(describe(table, table, 4), describe([1, 4], table, 9), describe((4,), torch.tensor([3.0]), 4))

values = torch.ones(2, 3, dtype=torch.int64)
rows, columns = torch.where(values > 4)
values[rows, columns] = 0
chosen = (values.sum(0) > 9).nonzero()[:, 0]
values[chosen[:0]] = 7
print(values.tolist())
values[torch.tensor([0, 1]), torch.tensor([2, 0])] = 5
print(values.tolist())
