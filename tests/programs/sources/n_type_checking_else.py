from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from torch import nn
else:
    import importlib
    nn = importlib.import_module("torch.nn")
print(type(nn.ReLU()).__name__)
