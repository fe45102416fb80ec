import torch

x = torch.tensor([[1.5, 2.5], [0.5, 3.0]])
for name, dtype in {"a": torch.int64, "b": torch.float64, "c": torch.bool, "d": None}.items():
    kw = {"dtype": dtype}
    print(name, torch.zeros(2, dtype=dtype).dtype == (dtype or torch.float32), x.sum(dtype=dtype).item(), torch.sum(x, 0, dtype=dtype).tolist())
    print(torch.ones(1, **kw).tolist(), torch.full((1,), 2, dtype=dtype).tolist(), torch.arange(3, **kw).tolist() if name != "c" else "", x.cumsum(0, dtype=dtype).tolist() if name != "c" else "")
    if dtype is not None:
        print(x.to(dtype).tolist(), x.to(dtype=dtype).dtype == dtype, x.type(dtype).dtype == dtype, torch.empty(1, dtype=dtype).dtype == dtype)
    print(torch.zeros_like(x, dtype=dtype).dtype == (dtype or x.dtype), x.new_ones(2, dtype=dtype).tolist(), torch.tensor([1, 0], dtype=dtype).tolist())


def cast(t, to=None, *, like=None):
    return t.to(like if to is None else to)


print(cast(x, torch.int32).tolist(), cast(x, like=torch.ones(1, dtype=torch.float16)).dtype == torch.half, cast(x, "cpu").tolist(), cast(x, torch.device("cpu")).shape[0])
print(x.softmax(-1, dtype=torch.float64).dtype == torch.double, torch.prod(x, dim=1, dtype=torch.float64).tolist(), x.mean((0, 1), dtype=torch.float64).item())
