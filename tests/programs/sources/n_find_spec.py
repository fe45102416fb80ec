import importlib.util, sys
has = importlib.util.find_spec("torch") is not None
if has:
    import torch
print(has, torch.ones(1).item(), "torch" in sys.modules)
