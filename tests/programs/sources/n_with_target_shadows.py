import torch, contextlib
@contextlib.contextmanager
def ctx():
    yield "inside"
def f():
    with ctx() as torch:
        return torch.upper()
print(f(), torch.zeros(1).tolist())
