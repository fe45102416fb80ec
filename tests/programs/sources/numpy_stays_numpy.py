import numpy as np
import torch

a = np.array([[1.0, 4.0], [3.0, 2.0]])
print(a.max(axis=1).tolist(), a.max(1).tolist(), a.sum(0).tolist(), a.mean(), a.std().round(3), a.T.tolist(), a.size, a.dtype)
print(a.reshape(-1).tolist(), a.astype("int64").tolist(), a.sort(axis=1), a.tolist(), a.view().shape, a.squeeze().ndim)
b = torch.from_numpy(a.copy())
print(b.max(1).values.tolist(), b.numpy().max(1).tolist(), np.asarray(b).sum(), b.size(0), np.split(a, 2)[0].tolist())


def f(v):
    return v.max(1)


print(f(a).tolist(), f(b)[1].tolist(), np.abs(b.numpy()).tolist(), (a @ b.numpy()).shape)
