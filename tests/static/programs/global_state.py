import torch
import torch.nn.functional as F
from torch import nn


class Config:
    hidden = 8
    use_bias: bool = True
    act = "relu"


ACT = {"relu": F.relu, "gelu": F.gelu}


class Model(nn.Module):
    def __init__(self, config=Config()):
        super().__init__()
        self.config = config
        self.fc = nn.Linear(config.hidden, config.hidden, bias=config.use_bias)
        self.act_fn = ACT[config.act]
        self.calls = 0

    def forward(self, x):
        use = self.config.use_bias if self.training is False else False
        y = self.act_fn(self.fc(x)) if use else x
        dims = getattr(self.config, "hidden", None)
        return getattr(torch, "sigmoid")(y) * (dims or 1), isinstance(y, torch.Tensor) * y


INPUTS = {"x": "f32 B T 8"}
