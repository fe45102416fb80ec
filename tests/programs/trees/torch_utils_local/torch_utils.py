import torch as _t
max = max
class nn:
    Linear = "mine"
def helper(x):
    return _t.cat([x, x])
