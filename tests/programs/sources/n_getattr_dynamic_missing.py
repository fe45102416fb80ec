import torch
for n in ("sin", "not_there"):
    try:
        print(getattr(torch, n)(torch.zeros(1)).item())
    except AttributeError as e:
        print("AttributeError")
print(hasattr(torch, "".join(["s", "in"])), hasattr(torch, "".join(["q", "q"])))
