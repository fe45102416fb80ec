import torch
import numpy as np

def describe(v):
    if isinstance(v, torch.Tensor):
        return ("tensor", v.max(0)[0].tolist(), v.numel(), [p.tolist() for p in v.split(2)])
    elif isinstance(v, np.ndarray):
        return ("array", v.max(0).tolist(), v.size, [p.tolist() for p in np.split(v, 2)])
    elif isinstance(v, str):
        return ("str", v.split("2"))
    elif isinstance(v, (list, tuple)):
        v = list(v); v.sort()
        return ("list", v, v.index(1))
    elif isinstance(v, dict):
        return ("dict", sorted(v.values()))
    return ("other", v)

def not_first(v):
    if not isinstance(v, torch.Tensor):
        return v.split()
    return v.split(1)[0].tolist()

def early(v):
    if isinstance(v, (str, bytes)):
        return v.split()
    assert isinstance(v, torch.Tensor), "no tensor"
    return v.sort()[1].tolist()

def cond(v):
    return v.split(1)[1].item() if torch.is_tensor(v) else v.split("1")[1]

for v in (torch.tensor([2., 1., 3., 0.]), np.arange(4), "1225", [2, 1], {"a": 1}, 3):
    print(describe(v))
print(not_first("a b"), not_first(torch.tensor([2, 3])), early(b"x y"), early(torch.tensor([2, 1])), cond("010"), cond(torch.tensor([4, 5])))
print([v.max(0)[0].item() if isinstance(v, torch.Tensor) and v.dim() else v for v in (torch.ones(2), 7)])
