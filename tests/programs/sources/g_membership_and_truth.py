import torch
x = torch.tensor([1, 2, 3])
print(2 in x, 7 in x, torch.tensor(3) in x)
shapes = {(3,): "v", (2, 2): "m"}
print(shapes.get(tuple(x.shape)), x.shape in [torch.Size([3])], (3,) == x.shape, x.shape == (3,))
print(bool(torch.tensor(0.5)), bool(torch.tensor([0])), not torch.tensor(False))
try:
    bool(x)
except RuntimeError as e:
    print("ambiguous" in str(e))
lst = [torch.zeros(1), torch.ones(1)]
print(any(t.item() for t in lst), all(lst), [bool(t) for t in lst])
print(x.dtype in (torch.int32, torch.int64), x.dtype in {torch.float32}, {torch.int64: "long"}[x.dtype])
