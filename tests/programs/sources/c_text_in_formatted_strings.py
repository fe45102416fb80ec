import torch

x = torch.tensor([1.5, -2.5])
width = 8
print(f"torch: {torch.relu(x).sum().item():{width}.2f} {'torch'!r} {x.abs().max().item()}")
print(f"{'#'} torch {torch.ones(2).sum().item()} # torch.relu(x)", rf"\torch {x.shape[0]}")
print("torch " "says " f"{x.numel()}" " torch")
