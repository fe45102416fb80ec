import torch

x = torch.arange(6.0).reshape(3, 2)
none = x.sum(1) > 100
x[none] = torch.tensor([7.0, 8.0])
x[~(none | (x[:, 0] >= 0))] = x.new_tensor([1.0, 2.0])
print(x.tolist())
y = x.clone()
y[none, :] = x[none]
print(y.sum().item())
