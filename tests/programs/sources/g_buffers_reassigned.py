import torch
from torch import nn
class RunningMean(nn.Module):
    mean: torch.Tensor
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(2)); self.register_buffer("n", torch.tensor(0))
        self.cache = None
    def forward(self, x):
        self.n += 1
        self.mean = self.mean + (x.mean(0) - self.mean) / self.n
        self.mean.mul_(1.0)
        self.cache = x
        return x - self.mean
m = RunningMean(); m(torch.ones(2, 2)); m(torch.zeros(2, 2) + 3)
print(m.mean.tolist(), m.n.item(), list(m.state_dict()), m.state_dict()["mean"].tolist(), m.cache.shape[0], "mean" in m._buffers)
m2 = RunningMean(); m2.load_state_dict(m.state_dict()); print(m2.n.item(), m2.mean.tolist(), m.double().mean.dtype == torch.float64, m.n.dtype == torch.int64)
m.mean[0] = 9; print(m.state_dict()["mean"].tolist(), [b.shape for b in m.buffers()] == [torch.Size([2]), torch.Size([])])
m.to(torch.float16); print(m.mean.dtype == torch.half, m.n.dtype == torch.int64)
