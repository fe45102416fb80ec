import torch
from torch import nn
v = tuple(int(p) for p in torch.__version__.split("+")[0].split(".")[:2])
if v >= (2, 0):
    from torch.nn.functional import scaled_dot_product_attention as sdpa
else:
    sdpa = None
if sdpa is not None:
    q = torch.ones(1, 1, 2, 4)
    print(sdpa(q, q, q).shape[-1])
if hasattr(torch, "inference_mode"):
    guard = torch.inference_mode
else:
    guard = torch.no_grad
with guard():
    print((torch.ones(1, requires_grad=True) * 2).requires_grad)
