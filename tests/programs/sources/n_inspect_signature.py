import inspect, torch.nn as nn, torch
print(list(inspect.signature(nn.Linear.__init__).parameters)[:4], list(inspect.signature(nn.Conv2d).parameters)[:3])
