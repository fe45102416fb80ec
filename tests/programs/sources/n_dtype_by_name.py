import torch
config = {"dtype": "float16", "fallback_precision": "double"}
def make(n, dtype="bfloat16"):
    return torch.zeros(n, dtype=getattr(torch, dtype))
print(make(1).dtype == torch.bfloat16, make(1, "int8").dtype == torch.int8)
print(torch.ones(1).to(getattr(torch, config["dtype"])).dtype == torch.float16, getattr(torch, config["fallback_precision"]) == torch.float64)
print(getattr(torch, "no_such_dtype"[3:], None), getattr(torch, config.get("torch_dtype", "auto"), torch.float32) == torch.float32)
try:
    make(1, "not_a_dtype")
except AttributeError:
    print("AttributeError")
