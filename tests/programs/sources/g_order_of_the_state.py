import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Linear(1, 1)
        self.register_buffer("step", torch.zeros(1))
        self.register_buffer("tmp", torch.ones(1), persistent=False)
        self.a = nn.Parameter(torch.zeros(2))
        self.blocks = nn.ModuleList([nn.Linear(1, 1, bias=False) for _ in range(2)])
        self.params = nn.ParameterList([nn.Parameter(torch.zeros(1))])
        self.d = nn.ModuleDict({"x": nn.ReLU(), "y": nn.BatchNorm1d(1, affine=False)})
        self.register_parameter("none", None)
n = Net()
print(list(n.state_dict()))
print([k for k, _ in n.named_parameters()])
print([k for k, _ in n.named_buffers()], [k for k, _ in n.named_children()])
print([k for k, _ in n.named_modules()], len(list(n.modules())), n.none)
print([k for k, _ in n.blocks.named_parameters(prefix="p")], sum(p.numel() for p in n.parameters()), "tmp" in dict(n.named_buffers()))
