import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)
        self.blocks = nn.ModuleList([nn.Linear(4, 4), nn.Linear(4, 2, bias=False)])
        self.bn = nn.BatchNorm1d(2)

    def forward(self, x):
        for b in self.blocks:
            x = b(x if x.size(-1) == 4 else self.fc(x))
        return self.bn(x)

torch.manual_seed(0)
net = Net()
with torch.no_grad():
    for p in net.parameters():
        p.fill_(0.5)
print(net.fc.weight.size(), net.fc.weight.numel(), net.fc.bias.max(0)[0].item(), net.blocks[1].bias is None)
print(net.fc.weight.max(1)[0].tolist(), [list(p.shape) for p in net.fc.weight.split(2)], net.bn.running_var.numel())
print([list(b.weight.size()) for b in net.blocks], [b.weight.max(dim=0).values.tolist() for b in net.blocks])
print([[round(v, 3) for v in r] for r in net(torch.ones(2, 3)).tolist()], net.bn.num_batches_tracked.item())
w = net.blocks[0].weight
print(w.sort(dim=0)[1].shape[0], w.view(-1).size(0), w.detach().clone().t().shape[1])
