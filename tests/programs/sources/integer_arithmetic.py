import torch

a = torch.arange(5)
b = torch.linspace(0, 1, 5)
m = a > 2
print((a * b).tolist(), (m * b).tolist(), (a + m).tolist(), (a / 2).tolist(), (a // 2).tolist(), (a % 3).tolist(), (-a).tolist())
print((2 ** a).tolist(), (a ** 2).tolist(), (1 / (a + 1)).sum().item() > 2, (a.float() @ b).item(), (a[:, None] * b[None, :]).sum().item())
print((a == 2).sum().item(), m.float().mean().item(), (~m).tolist(), (m & (a < 4)).tolist(), (a & 1).tolist(), (a << 1).tolist())
print(torch.add(a, b).tolist(), torch.mul(a, 0.5).tolist(), torch.where(m, a, b).tolist(), torch.cat([a, b]).tolist(), torch.stack([a, a * 2]).sum().item())
print((torch.tensor(7) // 2).item(), a.sum().item(), a.max().item(), a.double().mean().item(), torch.true_divide(a, 2).tolist(), a.cumsum(0).tolist())
