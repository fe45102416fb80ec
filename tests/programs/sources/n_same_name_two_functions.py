def a():
    from torch import relu as act
    import torch
    return act(torch.tensor([-1.0])).tolist()
def b():
    from torch import sigmoid as act
    import torch
    return act(torch.tensor([0.0])).tolist()
def c():
    act = str.upper
    return act("c")
print(a(), b(), c())
