try:
    import torch
    lib, kind = torch, "torch"
except ImportError:
    import numpy
    lib, kind = numpy, "numpy"
print(kind, lib.cat([lib.ones(1)]).tolist())
