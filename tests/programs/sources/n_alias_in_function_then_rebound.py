import torch
def f(flag):
    lib = torch
    if flag:
        lib = Other
    return lib.cat([torch.ones(1)])
class Other:
    @staticmethod
    def cat(xs):
        return "other"
print(f(False).tolist(), f(True))
