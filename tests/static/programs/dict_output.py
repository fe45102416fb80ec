import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        features = self.fc(x)
        return {"logits": features.mean(dim=1), "features": features}


INPUTS = {"x": "f32 B T 8"}
