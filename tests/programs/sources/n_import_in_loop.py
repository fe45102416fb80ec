for _ in range(2):
    import torch as t
    r = t.cat([t.ones(1)])
    t = 5
print(r.tolist(), t)
