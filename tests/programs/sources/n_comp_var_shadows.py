import torch
xs = [torch for torch in ("a", "b")]
print(xs, torch.ones(1).tolist())
print([torch.upper() for torch in ("a",)], {torch: torch.title() for torch in ("ab",)})
