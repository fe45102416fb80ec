from torch.nn import *
import torch
m = Sequential(Linear(2, 2), ReLU())
print(type(m[0]).__name__, len(m), isinstance(m, Module), Parameter(torch.ones(1)).tolist())
