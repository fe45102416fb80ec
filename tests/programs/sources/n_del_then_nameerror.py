from torch.nn import functional as F
import torch
print(F.relu(torch.tensor([-2.0])).tolist())
del F
try:
    F.relu
except NameError as e:
    print("gone", e)
