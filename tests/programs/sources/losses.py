import torch
import torch.nn.functional as F
from torch import nn

x = torch.tensor([[0.5, -1.0, 2.0], [1.0, 1.0, 0.0]], requires_grad=True)
y = torch.tensor([2, 0])
soft = torch.tensor([[0.1, 0.2, 0.7], [1.0, 0.0, 0.0]])


def r(t):
    return round(t.item(), 4)


print(r(F.cross_entropy(x, y)), r(F.cross_entropy(x, soft)), r(nn.CrossEntropyLoss(label_smoothing=0.1, weight=torch.tensor([1.0, 2.0, 3.0]))(x, y)), r(F.nll_loss(F.log_softmax(x, dim=-1), y)))
print(r(F.binary_cross_entropy_with_logits(x, soft, pos_weight=torch.tensor([2.0, 1.0, 1.0]))), r(F.kl_div(F.log_softmax(x, 1), soft, reduction="batchmean")), r(F.smooth_l1_loss(x, soft, beta=0.5)), r(nn.L1Loss(reduction="sum")(x, soft)))
print(r(F.cross_entropy(x, torch.tensor([2, -100]))), r(F.mse_loss(x, soft)), r(F.huber_loss(x, soft, delta=0.3)), r(F.cosine_similarity(x, soft).sum()), r(nn.TripletMarginLoss()(x, soft, x * 2)), r(F.margin_ranking_loss(x[0], x[1], torch.ones(3))))
F.cross_entropy(x, y, ignore_index=0).backward()
print([round(v, 4) for v in x.grad.flatten().tolist()])
