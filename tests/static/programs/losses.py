import torch
import torch.nn.functional as F
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.ce = nn.CrossEntropyLoss(ignore_index=0)

    def forward(self, x, labels):
        shift = x[..., :-1, :].contiguous()
        target = labels[..., 1:].contiguous()
        loss = self.ce(shift.view(-1, shift.size(-1)), target.view(-1))
        return (
            loss,
            F.mse_loss(x, x * 2),
            F.nll_loss(F.log_softmax(x, -1).view(-1, 8), labels.reshape(-1)),
            F.smooth_l1_loss(x, x + 1),
        )


INPUTS = {"x": "f32 B T 8", "labels": "i64 B T 1..8"}
SIZES = [{"B": 2, "T": 5}, {"B": 3, "T": 7}, {"B": 1, "T": 4}]
