import torch
from torch import nn
class Scale(nn.Module):
    def __init__(self, v): super().__init__(); self.v = nn.Parameter(torch.tensor(v)); self.calls = 0
    def forward(self, x): self.calls += 1; return x * self.v
    def extra_repr(self): return f"v={self.v.item()}"
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(Scale(2.), nn.Identity(), Scale(3.))
    def __getattr__(self, name):
        if name == "first": return self.layers[0]
        return super().__getattr__(name)
    def forward(self, x): return self.layers(x)
n = Net()
print(n(torch.ones(1)).item(), n.first.calls, len(n.layers), n.layers[-1].v.item(), [type(m).__name__ for m in n.layers[:2]])
n.layers.append(Scale(.5)); n.layers.insert(0, nn.Flatten(0)); del n.layers[1]
print(n(torch.ones(1)).tolist(), [type(m).__name__ for m in n.layers], sum(1 for _ in n.parameters()))
n.layers[2] = Scale(10.)
print(n(torch.ones(1)).item(), isinstance(n.get_submodule("layers.2"), Scale), n.get_parameter("layers.2.v").item(), hasattr(n, "nothing"))
print(repr(Scale(2.)), str(nn.Sequential(nn.ReLU())).replace("\n", ""))
setattr(n, "extra", nn.ReLU()); print([k for k, _ in n.named_children()]); del n.extra; print("extra" in n._modules)
