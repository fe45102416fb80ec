import torch
for torch in ("a", "b"):
    print(torch.upper())
print(torch)
