import torch
from torch import nn

torch.manual_seed(0)
layer = nn.Sequential(nn.Dropout(0.5), nn.Flatten())
x = torch.ones(1, 4, 250)
y = layer(x)
print(sorted(set(y.flatten().tolist())), 350 < int((y == 0).sum()) < 650)
layer.eval()
print(torch.equal(layer(x), x.reshape(1, 1000)))
print(nn.functional.dropout(x, 0.9, training=False).sum().item())
