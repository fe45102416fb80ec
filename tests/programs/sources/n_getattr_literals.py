import torch, torch.nn.functional as F
print(getattr(torch, "relu")(torch.tensor([-1.0])).tolist(), getattr(F, "gelu")(torch.zeros(1)).tolist(), getattr(torch, "float" + "32") == torch.float32)
print(getattr(getattr(torch, "nn"), "ReLU").__name__, getattr(torch.nn, "functional").relu(torch.tensor([-2.0])).item())
name = "tanh"
print(getattr(torch, name)(torch.zeros(1)).item())
KEY = "int64"
def f():
    return torch.zeros(1, dtype=getattr(torch, KEY)).dtype == torch.int64
print(f(), hasattr(torch, "compile"), hasattr(torch, "nope"))
