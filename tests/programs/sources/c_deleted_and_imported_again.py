import torch

a = torch.ones(2)
del torch
try:
    torch.ones(2)
except NameError as error:
    print("gone", "name" in str(error))
import torch

print((a + torch.ones(2)).tolist())
