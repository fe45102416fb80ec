try:
    import torch.nn.functional as F
    import torch
except ImportError:
    class F:
        gelu = staticmethod(abs)
    torch = None
if torch is not None:
    backend = torch
else:
    import numpy as backend
