import functools, operator, torch
xs = [torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])]
print(functools.reduce(torch.add, xs).tolist(), functools.reduce(torch.maximum, xs).tolist(), functools.reduce(operator.mul, xs).tolist())
print(functools.reduce(torch.Tensor.add, xs).tolist())
