import torch
from torch import Tensor, nn

x = torch.arange(6.0) - 2.5
print(torch.Tensor.view(x, -1, 2).tolist(), Tensor.max(x.view(2, 3), dim=1).indices.tolist(), Tensor.add(x, 1, alpha=2).tolist(), torch.Tensor.size(x, 0))
methods = [Tensor.relu, Tensor.abs, torch.Tensor.neg, Tensor.clamp_, Tensor.numel]
print([m(x.clone(), *a).tolist() if m is not Tensor.numel else m(x) for m, a in zip(methods, ((), (), (), (0,), ()))])
print(list(map(Tensor.item, x.split(1))), [list(s) for s in map(torch.Tensor.size, [x, x.view(2, 3)])], sorted(x.unbind(), key=Tensor.item, reverse=True)[0].item())
print(Tensor.permute(x.view(1, 2, 3), 2, 0, 1).shape[0], Tensor.sum(x.view(2, 3), 0, True).tolist(), Tensor.reshape(x, (3, 2)).shape[0], Tensor.expand(x, 2, -1).shape[0], Tensor.sort(x, descending=True)[1].tolist())
print(Tensor.__add__(x, 1).tolist(), Tensor.__len__(x), Tensor.type(x, torch.int64).tolist(), Tensor.to(x, torch.float64).dtype == torch.float64, Tensor.split(x, 4)[1].tolist())
layer = nn.Linear(2, 1)
nn.Module.train(layer, False)
print(layer.training, nn.Linear.forward(layer, torch.zeros(1, 2)).shape[1], len(list(nn.Module.parameters(layer))), nn.Module.__call__(nn.ReLU(), x).tolist())
