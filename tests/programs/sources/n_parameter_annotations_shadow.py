import torch
def f(torch: "torch.Tensor") -> "torch.Tensor":
    return torch * 2
def g(nn, x: torch.Tensor):
    return nn(x)
print(f(torch.ones(1)).tolist(), g(torch.neg, torch.ones(1)).tolist(), f.__annotations__["torch"].endswith("Tensor"))
