from torch import *
def max(a):
    return "mine"
print(max(tensor([1])), min(tensor([1, 2])).item())
from builtins import sum
print(sum([1, 2]))
