from torch import nn
TABLE = {"gelu": nn.GELU, "conv": nn.Conv2d}
def register(name):
    def deco(cls):
        TABLE[name] = cls
        return cls
    return deco
