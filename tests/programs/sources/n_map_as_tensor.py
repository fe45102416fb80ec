import torch
print([t.dtype == torch.int64 for t in map(torch.as_tensor, ([1, 2], 3))], list(map(torch.Tensor.item, [torch.tensor(1), torch.tensor(2.5)])))
print(sorted([torch.tensor(3), torch.tensor(1)], key=torch.Tensor.item)[0].item())
