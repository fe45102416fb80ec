"""State dicts: overrides, hooks, results of loading."""
from collections import OrderedDict

import torch
from torch import nn


class Versioned(nn.Module):
    _version = 2

    def __init__(self):
        super().__init__()
        self.gain = nn.Parameter(torch.ones(2))

    def _load_from_state_dict(self, state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
        old = prefix + "scale"
        if old in state_dict:
            state_dict[prefix + "gain"] = state_dict.pop(old)
        super()._load_from_state_dict(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs)

    def forward(self, x):
        return x * self.gain


class Extra(nn.Module):
    def __init__(self):
        super().__init__()
        self.count = 0

    def get_extra_state(self):
        return {"count": self.count}

    def set_extra_state(self, state):
        self.count = state["count"]


class Saved(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(1))
        self.note = torch.ones(1)

    def _save_to_state_dict(self, destination, prefix, keep_vars):
        super()._save_to_state_dict(destination, prefix, keep_vars)
        destination[prefix + "note"] = self.note

    def _load_from_state_dict(self, state_dict, prefix, *args, **kwargs):
        self.note = state_dict.pop(prefix + "note")
        super()._load_from_state_dict(state_dict, prefix, *args, **kwargs)


class Own(nn.Module):
    """state_dict and load_state_dict of its own, as wrappers have."""

    def __init__(self, inner):
        super().__init__()
        self.module = inner

    def state_dict(self, *args, **kwargs):
        return self.module.state_dict(*args, **kwargs)

    def load_state_dict(self, state_dict, strict=True):
        return self.module.load_state_dict({k.replace("module.", ""): v for k, v in state_dict.items()}, strict=strict)


net = nn.Sequential(OrderedDict(v=Versioned(), e=Extra(), s=Saved(), fc=nn.Linear(2, 1)))
state = net.state_dict()
print(list(state), state["e._extra_state"], type(state).__name__)
net.e.count = 5
state = net.state_dict()
other = nn.Sequential(OrderedDict(v=Versioned(), e=Extra(), s=Saved(), fc=nn.Linear(2, 1)))
print(other.load_state_dict(state), other.e.count, other.s.note.tolist())
state["v.scale"] = torch.full((2,), 4.0)
del state["v.gain"]
result = other.load_state_dict(state, strict=True)
print(result, result.missing_keys, other.v.gain.tolist(), "v.scale" in state)
wrapped = Own(nn.Linear(2, 1))
print(list(wrapped.state_dict()), wrapped.load_state_dict({"module.weight": torch.ones(1, 2), "module.bias": torch.zeros(1)}), wrapped.module.weight.tolist())
print(wrapped.load_state_dict({"module.weight": torch.ones(1, 2)}, strict=False))
# hooks
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))


def rename(state_dict, prefix, local_metadata, strict, missing_keys, unexpected_keys, error_msgs):
    for key in list(state_dict):
        if key.startswith("old"):
            state_dict[key.replace("old", "0")] = state_dict.pop(key)


handle = net._register_load_state_dict_pre_hook(rename)
state = OrderedDict((k.replace("0.", "old."), v) for k, v in net.state_dict().items())
print(net.load_state_dict(state))
handle.remove()
print(net.load_state_dict(state, strict=False))
net.register_load_state_dict_post_hook(lambda module, keys: keys.missing_keys.clear())
print(net.load_state_dict(OrderedDict(), strict=True))
hooked = nn.Linear(1, 1)
hooked._register_state_dict_hook(lambda module, state_dict, prefix, metadata: state_dict.pop(prefix + "bias") is None)
print(list(nn.Sequential(hooked).state_dict()))
hooked.register_state_dict_pre_hook(lambda module, prefix, keep_vars: print("saving", repr(prefix), keep_vars))
nn.Sequential(hooked).state_dict(prefix="x.", keep_vars=True)
destination = OrderedDict()
net.state_dict(destination=destination, prefix="a.")
print(list(destination))
# assign, buffers, shapes and dtypes
target = nn.BatchNorm1d(2)
new = {"weight": torch.full((2,), 3.0), "bias": torch.zeros(2, dtype=torch.float64), "running_mean": torch.ones(2), "running_var": torch.ones(2)}
print(target.load_state_dict(new, strict=False), target.bias.dtype == torch.float32, target.running_mean.tolist(), target.num_batches_tracked.item())
pointer = target.weight
target.load_state_dict(new, strict=False, assign=True)
print(pointer is target.weight, target.bias.dtype == torch.float64, isinstance(target.weight, nn.Parameter))
model = nn.Linear(2, 2)
for bad in ({"weight": torch.ones(2, 3), "bias": torch.ones(2)}, {"weight": torch.ones(2, 2)}, {"weight": torch.ones(2, 2), "bias": torch.ones(2), "more": torch.ones(1)}):
    try:
        model.load_state_dict(bad)
    except RuntimeError as error:
        print(str(error))
scalar = nn.Module()
scalar.register_buffer("n", torch.tensor(3))
print(scalar.state_dict()["n"].item(), scalar.load_state_dict({"n": torch.tensor(7)}), scalar.n.item())
# a prefix taken off, a part loaded
backbone = nn.Sequential(nn.Linear(2, 2), nn.ReLU())
full = {f"backbone.{k}": v + 1 for k, v in backbone.state_dict().items()}
full["head.weight"] = torch.ones(1)
part = {k[len("backbone."):]: v for k, v in full.items() if k.startswith("backbone.")}
print(backbone.load_state_dict(part, strict=True), torch.equal(backbone[0].bias, full["backbone.0.bias"]))
own_state = backbone.state_dict()
own_state.update({k: torch.zeros_like(v) for k, v in part.items() if v.dim() == 1})
backbone.load_state_dict(own_state)
print(backbone[0].bias.tolist())
for name, param in backbone.named_parameters():
    param.data.copy_(full["backbone." + name].data)
print(torch.equal(backbone[0].weight, full["backbone.0.weight"]))
ema = {k: v.clone().detach() for k, v in backbone.state_dict().items()}
for k, v in backbone.state_dict().items():
    ema[k].mul_(0.9).add_(v, alpha=0.1)
print(torch.allclose(ema["0.weight"], backbone[0].weight))
print(backbone.state_dict()._metadata[""]["version"] if hasattr(backbone.state_dict(), "_metadata") else None)
