import torch
import torch.nn.functional as F
from torch import nn

x = torch.linspace(-2, 2, 64).view(2, 2, 4, 4)


def s(t):
    return [round(v, 3) for v in t.flatten().tolist()[:3]] + list(t.shape)


bn = nn.BatchNorm2d(2, momentum=0.3)
for m in (bn, nn.GroupNorm(1, 2), nn.InstanceNorm2d(2, affine=True), nn.LayerNorm([2, 4, 4]), nn.LocalResponseNorm(2)):
    print(type(m).__name__, s(m(x)))
print([round(v, 4) for v in bn.running_var.tolist()], bn.num_batches_tracked.item(), s(bn.eval()(x)))
w = torch.linspace(-1, 1, 36).view(2, 2, 3, 3)
print(s(F.conv2d(x, w, padding="same")), s(F.conv2d(x, w, torch.ones(2), stride=2, padding=1, dilation=1)), s(F.conv_transpose2d(x, w, stride=2, output_padding=1, padding=1)), s(F.conv1d(x[:, :, 0], w[:, :, 0], groups=1)))
print(s(F.max_pool2d(x, 2)), s(F.avg_pool2d(x, 3, 1, 1)), s(F.adaptive_avg_pool2d(x, 1)), s(F.max_pool2d(x, 2, return_indices=True)[1]), s(F.pad(x, (1, 0, 0, 2), value=9.0)), s(F.pad(x, (1, 1, 1, 1), mode="reflect")))
print(s(F.unfold(x, 2)), s(F.pixel_shuffle(x.reshape(1, 4, 4, 4), 2)), s(F.normalize(x, dim=1)), s(F.gelu(x)), s(F.gelu(x, approximate="tanh")), s(F.silu(x)), s(F.softplus(x)), s(F.leaky_relu(x, 0.2)), s(F.glu(x, 1)))
conv = nn.Conv2d(2, 4, 3, padding=1, bias=False, groups=2, padding_mode="reflect")
print(list(conv.weight.shape), conv.bias, conv.groups, conv.kernel_size, conv.stride, s(conv(x))[3:])
