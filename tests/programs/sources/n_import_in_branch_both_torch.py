import sys
if sys.version_info >= (3, 0):
    import torch as lib
else:
    import torch as lib
print(lib.ones(2).tolist())
