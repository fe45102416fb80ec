import os


def helper(flag):
    if flag:
        import torch
    with open(os.devnull):
        import torch.nn
    try:
        import torch.nn.functional
    finally:
        pass
    for _ in range(1):
        from torch import nn
    return nn.Identity()(3)


class Lazy:
    import torch as engine

    def run(self):
        return self.engine.ones(2).sum().item()


print(helper(True), Lazy().run(), Lazy.engine.zeros(1).item())
