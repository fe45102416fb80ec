import torch
from torch import nn
torch.manual_seed(0)
X = torch.linspace(-1, 1, 16).unsqueeze(1); Y = 3 * X - 1
net = nn.Linear(1, 1)
nn.init.zeros_(net.weight); nn.init.zeros_(net.bias)
opt = torch.optim.AdamW([{"params": [net.weight], "weight_decay": 0.0}, {"params": [net.bias], "lr": 0.2}], lr=0.1)
loader = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X, Y), batch_size=8, shuffle=False)
hist = []
for epoch in range(20):
    total = 0.0
    for xb, yb in loader:
        loss = nn.functional.mse_loss(net(xb), yb)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        gn = nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        opt.step()
        total += loss.item() * len(xb)
    hist.append(round(total / len(X), 3))
print(hist[::5], round(net.weight.item(), 3), round(net.bias.item(), 3), len(loader), [g["lr"] for g in opt.param_groups], gn.ndim)
