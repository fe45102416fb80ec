import torch, torch.nn as nn
def f(act=None, lib=None):
    act = act or torch.tanh
    lib = lib or torch
    return act(lib.zeros(1)).item(), lib.cat([lib.ones(1)]).tolist()
print(f(), f(torch.cos), f(lib=torch))
