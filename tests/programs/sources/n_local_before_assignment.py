import torch
def f():
    try:
        y = torch.ones(1)
    except UnboundLocalError:
        y = "unbound"
    torch = 3
    return y, torch
print(f())
