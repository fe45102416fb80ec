try:
    import torch
    HAS = True
except ImportError:
    torch = None
    HAS = False
def f(x):
    if not HAS:
        return None
    return torch.abs(torch.tensor(x)).item()
print(HAS, f(-3))
