from torch import relu, tensor
import torch
y = relu(tensor([-1.0, 2.0])).tolist()
del relu
print(y, "relu" in globals())
z = torch.ones(1).tolist()
del torch
print(z, "torch" in globals(), tensor([1]).tolist())
