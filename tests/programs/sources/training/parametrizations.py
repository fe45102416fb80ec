"""Weight and spectral norms, parametrizations, and the vectors of nn.utils."""
import copy

import torch
import torch.nn as nn
import torch.nn.utils.parametrize as parametrize
from torch.nn.utils import parameters_to_vector, remove_weight_norm, spectral_norm, vector_to_parameters, weight_norm
from torch.nn.utils.parametrizations import spectral_norm as new_spectral_norm
from torch.nn.utils.parametrizations import weight_norm as new_weight_norm


def fill(module):
    with torch.no_grad():
        for i, p in enumerate(module.parameters()):
            p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (i + 1) + 0.1)
    return module


def r(tensor):
    return [round(v, 4) for v in tensor.detach().flatten().tolist()]


class Symmetric(nn.Module):
    def forward(self, x):
        return x.triu() + x.triu(1).transpose(-1, -2)

    def right_inverse(self, a):
        return a.triu()


class Scaled(nn.Module):
    def __init__(self, scale):
        super().__init__()
        self.scale = nn.Parameter(torch.tensor(scale))

    def forward(self, x):
        return x * self.scale


x = torch.linspace(-1, 1, 6).view(2, 3)
# the old weight_norm, by hooks
conv = weight_norm(nn.Conv1d(3, 2, 1), name="weight", dim=0)
print(list(conv.state_dict()), tuple(conv.weight_g.shape), tuple(conv.weight_v.shape), isinstance(conv.weight, nn.Parameter))
fill(conv)
out = conv(x.view(1, 3, 2))
out.sum().backward()
print(r(out), r(conv.weight_g.grad), r(conv.weight_v.grad))
before = r(conv.weight)
remove_weight_norm(conv)
print(list(conv.state_dict()), r(conv.weight) == before, isinstance(conv.weight, nn.Parameter))
try:
    remove_weight_norm(conv)
except ValueError as error:
    print(error)
# spectral_norm of GANs
fc = spectral_norm(fill(nn.Linear(3, 2)), n_power_iterations=50)
print(sorted(fc.state_dict()))
fc(x)
print(round(torch.linalg.matrix_norm(fc.weight.detach(), 2).item(), 3), fc.weight_orig.requires_grad)
fc.eval()
print([round(v, 3) for v in fc(x).flatten().tolist()])
# the new ones, by parametrizations
linear = new_weight_norm(fill(nn.Linear(3, 2)))
print(list(linear.state_dict()), r(linear(x)), r(linear.parametrizations.weight.original0), hasattr(linear, "parametrizations"))
linear(x).sum().backward()
print(r(linear.parametrizations.weight.original1.grad))
spectral = new_spectral_norm(fill(nn.Linear(3, 2)), n_power_iterations=30)
spectral(x)
print(sorted(spectral.state_dict()), round(torch.linalg.matrix_norm(spectral.weight.detach(), 2).item(), 3))
layer = fill(nn.Linear(3, 3))
parametrize.register_parametrization(layer, "weight", Symmetric())
print(torch.equal(layer.weight, layer.weight.T), list(layer.state_dict()), parametrize.is_parametrized(layer), parametrize.is_parametrized(layer, "bias"))
layer.weight = torch.ones(3, 3)
print(layer.weight.tolist(), layer.parametrizations.weight.original.tolist())
parametrize.register_parametrization(layer, "weight", Scaled(2.0))
print(r(layer(x)), len(layer.parametrizations.weight), [n for n, _ in layer.named_parameters()])
with parametrize.cached():
    print(layer.weight is layer.weight)
layer(x).sum().backward()
print(r(layer.parametrizations.weight[1].scale.grad), type(layer).__name__, isinstance(layer, nn.Linear))
parametrize.remove_parametrizations(layer, "weight", leave_parametrized=True)
print(list(layer.state_dict()), r(layer.weight), type(layer).__name__)
# vectors
net = fill(nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)))
vector = parameters_to_vector(net.parameters())
print(vector.shape[0], r(vector)[:4], vector.requires_grad)
vector_to_parameters(torch.arange(9.0), net.parameters())
print(net[1].weight.tolist(), net[1].bias.tolist())
# a copy that is averaged
teacher = copy.deepcopy(net)
for p in teacher.parameters():
    p.requires_grad_(False)
with torch.no_grad():
    for t, s in zip(teacher.parameters(), net.parameters()):
        t.data.mul_(0.5).add_((1 - 0.5) * (s.data + 2))
print(teacher[1].weight.tolist(), any(p.requires_grad for p in teacher.parameters()))
averaged = torch.optim.swa_utils.AveragedModel(net)
net[1].bias.data.fill_(0.0)
averaged.update_parameters(net)
net[1].bias.data.fill_(4.0)
averaged.update_parameters(net)
print(averaged.module[1].bias.item(), averaged.n_averaged.item(), list(averaged.state_dict())[:2])
fused = nn.utils.fuse_conv_bn_eval(fill(nn.Conv2d(1, 2, 1)).eval(), fill(nn.BatchNorm2d(2)).eval())
print(r(fused.weight), r(fused.bias))
