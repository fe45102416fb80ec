import torch
cfg = {"dtype": "float16", "op": "sum"}
dt = getattr(torch, cfg["dtype"])
print(torch.zeros(1, dtype=dt).dtype == torch.float16, getattr(torch, cfg["op"])(torch.ones(3)).item())
for n in ["bfloat16", "int8", "nothing"]:
    d = getattr(torch, n, None)
    print(n, d is None, isinstance(d, torch.dtype))
