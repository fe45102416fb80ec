import importlib
torch = importlib.import_module("torch")
nn = importlib.import_module("torch.nn")
F = importlib.import_module("torch.nn.functional")
print(torch.ones(2).tolist(), type(nn.Linear(1, 1)).__name__, F.relu(torch.tensor([-1.0])).tolist())
from importlib import import_module as im
print(im("torch.nn.init").ones_(torch.empty(2)).tolist(), im(".functional", "torch.nn").relu(torch.tensor([-1.0, 1.0])).tolist())
