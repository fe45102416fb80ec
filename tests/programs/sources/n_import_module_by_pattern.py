import importlib
for x in ("nn", "optim"):
    m = importlib.import_module(f"torch.{x}")
    print(hasattr(m, "Linear"), hasattr(m, "AdamW"))
