import torch
from itertools import islice
def stream(n):
    for i in range(n):
        yield torch.full((2,), float(i)), i % 2
def batched(it, size):
    it = iter(it)
    while chunk := list(islice(it, size)):
        xs, ys = zip(*chunk)
        yield torch.stack(xs), torch.tensor(ys)
for x, y in batched(stream(5), 2):
    print(x.mean(0).tolist(), y.sum().item(), y.dtype == torch.int64, len(x))
