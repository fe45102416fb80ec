import torch

CONFIG = "torch.nn.ReLU"
MSG = """Use `torch.max(x, 1)` and
import torch
from torch import nn  # in a string
"""
parts = CONFIG.split(".")
print(parts[-1], "import torch" in MSG, len(MSG.splitlines()), f"{'torch'}.{parts[1]}", 'torch.abs("x")', r"torch\.\w+")
print(getattr(torch, "relu")(torch.tensor(-1.0)).item(), getattr(torch.nn, parts[-1])()(torch.tensor(2.0)).item(), hasattr(torch, "no_such_thing"))
name = "abs"
try:
    print(getattr(torch, name)(torch.tensor(-3.0)).item())
except AttributeError as e:
    print("AttributeError")
# torch.abs in a comment
