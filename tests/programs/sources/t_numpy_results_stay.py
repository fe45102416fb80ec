import torch
import numpy as np

x = torch.arange(6.).reshape(2, 3)
a = x.numpy()
print(type(a.max(axis=1)).__name__, a.max(1).tolist(), a.sort() is None, a.size, a.copy().tolist())
print(a.reshape(-1).argsort()[::-1].tolist(), a.view(np.int32).dtype, a.squeeze().shape, a.T.shape)
b = np.stack([x.numpy(), x.numpy() + 1])
print(b.mean(0).tolist(), b.min(axis=(1, 2)).tolist(), b.astype("int64").sum(), b.transpose(2, 0, 1).shape)
t = torch.from_numpy(b)
print(t.max(dim=0).values.tolist(), t.size(), t.view(4, 3).size(1), t.numel() + 1)
s = np.split(np.arange(6), 3)
print([p.tolist() for p in s], [p.tolist() for p in torch.arange(6).split(3)])
m = np.random.RandomState(0).permutation(4)
print(sorted(m.tolist()), m.item(0) in range(4), np.float32(2).item(), np.int64(3).max())
print(x.max().item(), a.max().item(), a.any(), a.all(axis=0).tolist(), a.repeat(2).tolist())
