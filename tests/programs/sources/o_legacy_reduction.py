import torch
import torch.nn.functional as F
from torch import nn

x, y = torch.tensor([[1.0, 2.0], [3.0, 5.0]]), torch.tensor([[0.0, 2.0], [1.0, 1.0]])
for average in (True, False):
    for reduce in (True, False, None):
        print(F.mse_loss(x, y, average, reduce).tolist(), nn.L1Loss(size_average=average, reduce=reduce)(x, y).tolist())
legacy = {"reduce": False}
target = torch.tensor([0, 1])
print([round(v, 4) for v in F.cross_entropy(x, target, None, None, -100, False).tolist()])
print([round(v, 4) for v in F.nll_loss(F.log_softmax(x, dim=1), target, **legacy).tolist()])
print(F.smooth_l1_loss(x, y, size_average=False).item(), round(nn.BCEWithLogitsLoss(None, False)(x, y).item(), 4))
print(nn.MSELoss(False).reduction, nn.CrossEntropyLoss(reduce=False).reduction, nn.KLDivLoss(size_average=True).reduction)
print([round(v, 4) for v in F.kl_div(F.log_softmax(x, 1), F.softmax(y, 1), None, None, "none").flatten().tolist()])
