import torch
f = lambda torch: torch.upper()
g = lambda x, torch=torch: torch.abs(x)
print(f("abc"), g(torch.tensor([-3.0])).tolist())
