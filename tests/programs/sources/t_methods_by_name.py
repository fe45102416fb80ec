import operator
import torch
x = torch.tensor([[1., 5.], [4., 2.]])
print(getattr(x, "max")(1)[0].tolist(), getattr(x, "numel")(), getattr("a b", "split")(), getattr(x, "T").size(0))
f = x.max
print(f(1)[1].tolist())
g = x.numel
print(g(), [m() for m in (x.numel, x.dim)])
for name in ("sum", "mean"):
    print(name, getattr(x, name)(0).tolist())
print(torch.Tensor.max(x, 0)[0].tolist(), list(map(torch.Tensor.numel, [x, x[0]])), torch.Tensor.split(x, 1)[1].tolist(), str.split("a b"), list.copy([1]))
print(hasattr(x, "numel"), hasattr(x, "copy_"), hasattr("a", "split"), callable(getattr(x, "view", None)))
s = "a b".split
print(s(), [1, 2].index(2), (lambda v: v.max(0)[1].item())(x[0]), (x if x.numel() else x.t()).max(1)[1].tolist(), (x or 1) if False else 0)
