import numpy as np
import torch

def stats(v):
    return v.max(), v.min(), v.std() > 0, v.mean()
def shape(v): return list(v.reshape(-1).shape), v.ndim, v.sum()
def top(v): return v.argmax(), v.flatten().tolist(), v.squeeze().shape[0], v.clip(0, 2).tolist()

a = np.array([[1., 5.], [2., 8.]]); t = torch.from_numpy(a)
print([float(s) for s in stats(a)][:2], [float(s) for s in stats(t)][:2], shape(a)[:2], shape(t)[:2], float(shape(t)[2]))
print(int(top(a)[0]), int(top(t)[0]), top(a)[1:], top(t)[1:])
def ax(v): return v.max(axis=1), v.sum(axis=0), v.mean(axis=-1)
print([r.tolist() for r in ax(a)])
def any_all(v): return bool(v.any()), bool(v.all()), v.cumsum(0).tolist(), v.prod().item(), v.nonzero()
print(any_all(a)[2:4], any_all(t)[2:4])
for v in (a, t):
    v = v.copy() if isinstance(v, np.ndarray) else v.clone()
    v[0] = 0
    print(v.tolist(), v.dtype == np.float64 if isinstance(v, np.ndarray) else v.dtype == torch.float64, v.size if isinstance(v, np.ndarray) else list(v.size()))
out = t.numpy()
print(type(out).__name__, out.max(axis=0).tolist(), out.T.tolist(), (out + 1).astype(int).tolist(), (out * t.numpy()).max(1).tolist(), np.asarray(t).argsort(1).tolist())
w = t.detach().cpu().numpy().repeat(2, axis=0); print(w.shape, w.sort(axis=0) is None, w.item(0), w.swapaxes(0, 1).shape, w.ravel()[:2].tolist())
