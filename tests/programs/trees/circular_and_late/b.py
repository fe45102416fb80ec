def twice(x):
    from a import torch, dim
    return dim([x, torch.zeros(1)])
