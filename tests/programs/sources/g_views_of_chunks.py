import torch
a = torch.zeros(2, 3)
v = a.view(-1)
v[1] = 5
r = a[1]
r += 2
a.t()[0] -= 1
a[:, 2].mul_(3)
b = a.reshape(3, 2)
b.fill_(7)
print(a.tolist(), v.tolist(), r.tolist())
c = torch.arange(3.)
d = c
d = d + 1
e = c
e += 1
print(c.tolist(), d.tolist(), e is c)
x, y = torch.zeros(2).unbind()
x.add_(3)
z = torch.zeros(4)
for part in z.chunk(2):
    part.add_(1)
for part in z.split(3):
    part *= 2
print(x.item(), y.item(), z.tolist())
