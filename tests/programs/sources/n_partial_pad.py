import functools, torch, torch.nn.functional as F
pad = functools.partial(F.pad, mode="reflect")
x = torch.arange(4.0).view(1, 1, 4)
print(pad(x, (1, 1)).tolist(), functools.partial(F.pad, value=7.0)(x, (0, 1)).tolist())
print(pad.func.__name__, pad.keywords)
