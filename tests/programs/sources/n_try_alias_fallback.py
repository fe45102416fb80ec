try:
    from torch.nn import DoesNotExist as Act
except ImportError:
    from torch.nn import ReLU as Act
import torch
print(type(Act()).__name__, Act()(torch.tensor([-1.0, 2.0])).tolist())
