import torch
lib = torch
print(lib.cat([lib.ones(1)]).tolist())
class lib:
    cat = staticmethod(lambda xs: "own")
print(lib.cat([]))
