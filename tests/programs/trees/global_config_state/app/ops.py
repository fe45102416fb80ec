import torch
from . import cfg
def make():
    return torch.zeros(1, dtype=cfg.dtype)
