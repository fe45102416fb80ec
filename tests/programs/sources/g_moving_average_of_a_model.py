import copy
import torch
class EMA:
    def __init__(self, model, decay=.9):
        self.model = copy.deepcopy(model).eval()
        for p in self.model.parameters(): p.requires_grad_(False)
        self.decay = decay
    @torch.no_grad()
    def update(self, model):
        for e, m in zip(self.model.state_dict().values(), model.state_dict().values()):
            if e.dtype.is_floating_point:
                e.mul_(self.decay).add_(m, alpha=1 - self.decay)
            else:
                e.copy_(m)
net = torch.nn.Sequential(torch.nn.Linear(1, 1), torch.nn.BatchNorm1d(1))
with torch.no_grad():
    for p in net.parameters(): p.fill_(1.)
ema = EMA(net)
with torch.no_grad():
    for p in net.parameters(): p.add_(1.)
net(torch.tensor([[1.], [2.]]))
ema.update(net)
print([round(v.flatten()[0].item(), 4) for v in ema.model.state_dict().values()], ema.model.training, net.training)
