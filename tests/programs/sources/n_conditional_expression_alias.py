import torch, torch.nn.functional as F, sys
lib = torch if len(sys.argv) < 9 else None
act = F.relu if len(sys.argv) < 9 else torch.tanh
fns = [F.relu, torch.tanh][len(sys.argv) > 9]
print(lib.cat([lib.zeros(1)]).tolist(), act(torch.tensor([-1.0])).item(), fns(torch.tensor([-2.0])).item())
(lib or torch).ones(1)
print((lib or torch).arange(3).tolist())
