import torch

x = torch.tensor([[3.0, 0.0], [0.0, 4.0]])
mask = x > 2


def pick(*args, **kwargs):
    got = torch.where(*args, **kwargs)
    return [t.tolist() for t in got] if isinstance(got, tuple) else got.tolist()


print(pick(mask), pick(mask, x, x - 5), pick(mask, x, 1.0), pick(mask, 1, 0), pick(condition=mask, input=x, other=x + 1))
rows, cols = torch.where(x)
print(rows.tolist(), cols.tolist(), torch.where(mask)[0].tolist(), torch.where(x == 0, other=x, input=torch.tensor(9.0)).tolist())
print(x.where(mask, 7.0).tolist(), x.where(condition=mask, other=torch.zeros(2)).tolist(), torch.where(mask, x.long(), 0.5).tolist(), torch.where(mask, 1.0, 0.0).dtype == torch.float32)
print([w.tolist() for w in map(torch.where, (mask,), (x,), (x - 5,))], torch.where(mask[0], torch.ones(2, 2), 2).tolist(), torch.where(torch.tensor(True), 3, x).tolist())
args = [mask]
print(len(torch.where(*args)), torch.where(*args, *[x, x.new_zeros(())]).tolist(), x[torch.where(mask)].tolist(), x.nonzero(as_tuple=False).tolist(), [t.tolist() for t in x.nonzero(as_tuple=True)])
