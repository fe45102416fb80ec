try:
    import torch
    HAS = True
except ImportError:
    HAS = False
try:
    import apex
    from apex.normalization import FusedLayerNorm
except ImportError:
    apex = None
    from torch.nn import LayerNorm as FusedLayerNorm
try:
    from torch.nn.functional import scaled_dot_product_attention as sdpa
except (ImportError, AttributeError):
    sdpa = None
try:
    from torch._six import string_classes
except ImportError:
    string_classes = str
if HAS:
    import torch.nn as nn
else:
    nn = None
print(HAS, apex, FusedLayerNorm.__name__, sdpa is not None, string_classes is str, nn.ReLU()(torch.tensor(-1.0)).item())
if not HAS:
    raise SystemExit(1)
