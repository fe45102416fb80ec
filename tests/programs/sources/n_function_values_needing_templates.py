import torch, torch.nn.functional as F
ops = {"hstack": torch.hstack, "flip": torch.flip, "clone": torch.clone, "det": torch.det, "softplus": F.softplus, "roll": torch.roll, "tile": torch.tile, "inv": torch.inverse}
x = torch.tensor([[1.0, 2.0], [3.0, 5.0]])
print(ops["hstack"]([x, x]).shape[1], ops["flip"](x, [0]).tolist(), ops["clone"](x).tolist(), round(ops["det"](x).item(), 3), F.softplus(x).shape[0], ops["softplus"](x, beta=2).shape[0])
print(ops["roll"](x, 1).tolist(), ops["roll"](x, shifts=1, dims=0).tolist(), ops["tile"](x, (1, 2)).shape[1], ops["inv"](x).shape[0])
from torch import hstack as h, vstack
print(h([x]).shape[0], list(map(vstack, [[x, x]]))[0].shape[0])
info = torch.finfo
print(info(torch.float32).bits, torch.iinfo(torch.int8).max, (torch.finfo if x.is_floating_point() else torch.iinfo)(x.dtype).bits)
