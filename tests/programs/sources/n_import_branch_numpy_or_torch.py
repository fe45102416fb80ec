import sys
USE = len(sys.argv) > 5
if USE:
    import numpy as xp
else:
    import torch as xp
print(xp.ones(2).tolist(), xp.abs(xp.ones(2) * -1).tolist())
