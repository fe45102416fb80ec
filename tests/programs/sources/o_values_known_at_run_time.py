import torch
import torch.nn.functional as F
from torch import nn


def settings():
    yield {"mode": "nearest"}, "mean", True, 1
    yield {"mode": "bilinear", "align_corners": False}, "sum", False, -1
    yield {"mode": "bilinear", "align_corners": True}, "none", True, None


x = torch.arange(16.0).view(1, 1, 4, 4)
for how, reduction, flag, dim in settings():
    print(F.interpolate(x, scale_factor=0.5, **how).flatten().tolist(), F.mse_loss(x, x + 1, reduction=reduction).sum().item())
    print(F.avg_pool2d(x, 2, ceil_mode=flag, count_include_pad=flag).flatten().tolist(), torch.cumsum(x[0, 0], dim=dim or 0)[-1].tolist(), x.argmax(dim, keepdim=flag).dim())
    print(torch.var(x[0, 0], unbiased=flag).item(), x.std(dim=dim or 0, unbiased=flag).sum().item() > 0, torch.sort(x.flatten(), descending=flag)[0][0].item(), x.sum(dim=dim, keepdim=flag).dim())
    m = nn.Sequential(nn.Conv2d(1, 2, 3, bias=flag, padding="same" if flag else 0), nn.BatchNorm2d(2, affine=flag, track_running_stats=flag), nn.ReLU(inplace=flag), nn.Dropout2d(0.0, flag))
    print(list(m(x).shape), sorted(m.state_dict()), F.dropout(x, 0.9, training=not flag and x is None).sum().item(), F.gelu(x, approximate="tanh" if flag else "none").sum().item() > 119)
    out, h = nn.LSTM(4, 3, 1, flag, flag, bidirectional=flag)(x[0])
    print(list(out.shape), list(h[0].shape), torch.div(x.sum(), 7, rounding_mode="floor" if flag else None).item() > 17, torch.unique(x, sorted=flag, return_counts=True)[1].shape[0])
