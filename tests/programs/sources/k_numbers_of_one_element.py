import torch

torch.manual_seed(0)
limit = float(torch.empty(1).uniform_(2, 2.0001))
print(round(limit, 2), int(torch.randint(4, 5, (1,))), int(torch.tensor([7.9])), float(torch.tensor([[True]])))
beta = torch.distributions.Beta(torch.tensor([4000.0]), torch.tensor([4000.0]))
print(round(float(beta.sample(())), 1), int(torch.multinomial(torch.tensor([0.0, 1.0]), 1)))
print(float(torch.ones(3).sum()), int(torch.tensor(5)), float(torch.ones(1, 1, dtype=torch.float64).exp().log()))
