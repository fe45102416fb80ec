import torch
from torch import max as tmax, sum, abs
print(tmax(torch.tensor([1, 3])).item(), sum(torch.ones(2)).item(), abs(torch.tensor(-1)).item(), max(1, 2), min([3, 4]))
