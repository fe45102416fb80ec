import torch
from torch import nn


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(8, 6, num_layers=2, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(8, 4)

    def forward(self, x):
        out, (h, c) = self.lstm(x)
        y, state = self.gru(x.transpose(0, 1))
        return out, h, y, state


INPUTS = {"x": "f32 B T 8"}
