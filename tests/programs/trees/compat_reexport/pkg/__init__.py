from .compat import F, torch, nn
