import torch, torch.nn.functional as F, operator, itertools
acts = dict(relu=F.relu, gelu=F.gelu, none=None)
get = operator.itemgetter("relu", "gelu")
print([f(torch.zeros(1)).item() for f in get(acts)], acts["none"] is None)
print(list(itertools.starmap(torch.pow, [(torch.tensor(2.0), 3)]))[0].item(), [t.item() for t in itertools.accumulate([torch.tensor(1), torch.tensor(2)], torch.add)])
print(max([torch.tensor(1), torch.tensor(3)], key=torch.Tensor.item).item(), list(filter(torch.is_tensor, [1, torch.ones(1)]))[0].item())
