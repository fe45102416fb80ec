import torch
def f():
    try:
        lib = torch
        return lib.cat([lib.ones(1)]).tolist()
    finally:
        lib = None
print(f())
def g():
    try:
        from torch import nothing_like_this as z
    except ImportError:
        z = None
    return z is None
print(g())
