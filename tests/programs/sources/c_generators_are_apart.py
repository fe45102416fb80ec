import torch

a = torch.Generator().manual_seed(1)
b = torch.Generator()
b.manual_seed(1)
torch.manual_seed(9)
first = torch.rand(3, generator=a)
torch.rand(10)
print(torch.equal(first, torch.rand(3, generator=b)))
state = a.get_state()
second = torch.randint(0, 1000, (5,), generator=a)
a.set_state(state)
print(torch.equal(second, torch.randint(0, 1000, (5,), generator=a)), a.initial_seed())
