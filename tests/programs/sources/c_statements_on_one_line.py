import torch, math; from torch import nn; x = torch.ones(3); y = x.sum(); del x  # torch
if True: z = nn.ReLU()(-y); w = torch.cat([y.reshape(1), z.reshape(1)])  # torch, too
for k in range(2): import torch as k2; print(k, k2.full((1,), k + 0.5).item())
print(y.item(), z.item(), w.tolist(), math.prod([2, 3]))
try: print(x)
except NameError: print("x is gone")
