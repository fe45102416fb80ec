import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[0.5, -1.5, 2.0]])
y = torch.tensor([2])
for reduction in ("mean", "sum", "none"):
    print(reduction, torch.round(F.cross_entropy(x, y, reduction=reduction) * 1e4).tolist())
for keep in (True, False):
    print(list(x.sum(1, keepdim=keep).shape), list(torch.max(x, 1, keepdim=keep)[0].shape))
for p, training in ((0.0, True), (0.9, False)):
    print(F.dropout(x, p, training).tolist())
for flag in (True, False):
    pool = nn.AvgPool2d(2, ceil_mode=flag, count_include_pad=not flag, padding=1)
    print(torch.round(pool(torch.arange(9.0).view(1, 1, 3, 3)) * 100).flatten().tolist())
for mode, align in (("bilinear", True), ("bilinear", False), ("nearest", None)):
    print(torch.round(F.interpolate(torch.arange(4.0).view(1, 1, 2, 2), scale_factor=2, mode=mode, align_corners=align) * 100).flatten().tolist()[:6])
