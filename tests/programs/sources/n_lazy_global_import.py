torch = None
def load():
    global torch
    if torch is None:
        import torch
    return torch
def ones(n):
    load()
    return torch.cat([torch.ones(n)]).tolist()
print(ones(2))
print(load().zeros(1).tolist())
