from .registry import TABLE, register
from torch import nn as tnn
@register("mine")
class Mine(tnn.Module):
    pass
def build(name, *a, **k):
    return TABLE[name](*a, **k)
