import torch, types
ns = types.SimpleNamespace(relu=torch.relu, cat=torch.cat)
ns.mm = torch.matmul
setattr(ns, "add", torch.add)
x = torch.ones(2, 2)
print(ns.relu(-x).sum().item(), ns.cat([x, x]).shape[0], ns.mm(x, x).tolist(), ns.add(x, 1).sum().item())
