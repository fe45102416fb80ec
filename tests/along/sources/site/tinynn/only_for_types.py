import torch

Sizes = tuple[torch.Size, ...]
