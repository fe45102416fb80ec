import torch
from torch import nn


class Block(nn.Module):
    scale = 2

    def __init__(self, dim):
        super().__init__()
        self.fc = nn.Linear(dim, dim)
        self.norm = nn.LayerNorm(dim)
        self.register_buffer("steps", torch.zeros(1))
        self.register_buffer("hidden", torch.ones(1), persistent=False)
        self.gain = nn.Parameter(torch.ones(dim))
        self.maybe = None

    def forward(self, x):
        self.steps += 1
        return self.norm(self.fc(x)) * self.gain * self.scale


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.blocks = nn.ModuleList([Block(4) for _ in range(2)])
        self.heads = nn.ModuleDict({"a": nn.Linear(4, 1), "b": nn.Linear(4, 2)})
        self.add_module("drop", nn.Dropout(0.5))

    def forward(self, x, head="a"):
        for block in self.blocks:
            x = block(x)
        return self.heads[head](self.drop(x))


net = Net()
net.apply(lambda m: nn.init.constant_(m.weight, 0.5) if isinstance(m, nn.Linear) else None)
net.eval()
print(list(net.state_dict()), [n for n, _ in net.named_parameters()][:3], [n for n, _ in net.named_children()])
print(list(net(torch.ones(2, 4), head="b").shape), net.blocks[0].steps.item(), len(net.blocks), "a" in net.heads, net.training)
print(sum(p.numel() for p in net.parameters()), [type(m).__name__ for m in net.modules()][:4], isinstance(net.blocks, nn.ModuleList))
net.blocks.append(Block(4))
del net.heads["b"]
print(len(list(net.buffers())), [n for n, _ in net.named_modules()][-2:], net.blocks[-1].maybe, getattr(net, "nothing", "none"))
missing = net.load_state_dict({"blocks.0.gain": torch.full((4,), 3.0)}, strict=False)
print(net.blocks[0].gain.tolist(), len(missing.missing_keys) > 5, missing.unexpected_keys)
net.requires_grad_(False)
net.train()
print(any(p.requires_grad for p in net.parameters()), net.drop.training, net.blocks[1].norm.normalized_shape, net.blocks[0].fc.in_features)
