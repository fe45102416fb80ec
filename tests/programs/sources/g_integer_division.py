import torch
a = torch.tensor([7, -7, 8, -8])
print((a // 3).tolist(), (a % 3).tolist(), torch.div(a, 3, rounding_mode="trunc").tolist(), torch.fmod(a, 3).tolist(), (a / 2).dtype == torch.float32)
print((10 // torch.tensor([3, -3])).tolist(), (10 % torch.tensor([3, -3])).tolist(), torch.remainder(torch.tensor([-5.5]), 2).tolist())
print(torch.floor_divide(a, -2).tolist(), (a.float() // 2).tolist(), divmod(7, 2), [t.tolist() for t in divmod(a, 3)] if hasattr(a, "__divmod__") else "none")
print((a >> 1).tolist(), (a & 3).tolist(), (~a).tolist(), (a ^ 1).tolist(), (1 << torch.tensor([0, 3])).tolist())
