import torch

x = torch.zeros(2, 3)
row = x[0]
row += 1
x[1, 1:] = 5
x[:, 0].mul_(10)
v = x.view(-1)
v[5] = 7
print(x.tolist(), row.tolist(), v.tolist())
y = x.clone()
y.fill_(2).sub_(1).clamp_(max=0.5)
x.copy_(y)
print(x.tolist(), row.tolist())
t = torch.arange(4.0)
u = t.t() if t.dim() == 2 else t.unsqueeze(0)
u[0, 0] = 9
print(t.tolist(), t.data_ptr() == u.data_ptr())
w = torch.ones(3, requires_grad=True)
with torch.no_grad():
    w -= 0.5
    w.mul_(2)
print(w.tolist(), w.requires_grad)
z = torch.tensor([1, 2, 3])
z[z > 1] = 0
z[[0]] += 4
print(z.tolist())
