from torch.nn import Linear
import torch
class Linear(Linear):
    def forward(self, x):
        return super().forward(x) * 0 + 7
print(Linear(1, 1)(torch.ones(1, 1)).tolist(), Linear.__mro__[1].__name__)
