from collections import namedtuple
import torch
from torch.nn.utils.rnn import pad_sequence

class Batch(dict):
    def to(self, device):
        return Batch({k: v.to(device) if torch.is_tensor(v) else v for k, v in self.items()})
    def __getattr__(self, k): return self[k]

def collate(samples):
    xs, names = zip(*samples)
    lengths = torch.tensor([x.size(0) for x in xs])
    lengths, order = lengths.sort(0, descending=True)
    padded = pad_sequence([xs[i] for i in order.tolist()], batch_first=True)
    return Batch(x=padded, n=lengths, names=[names[i].split("_")[0] for i in order])

b = collate([(torch.ones(2), "a_1"), (torch.ones(4) * 2, "b_2")]).to("cpu")
print(b.x.max(1)[0].tolist(), b.n.max(0)[1].item(), b.names, b["x"].view(-1).numel(), sorted(b.keys()))
for key in b:
    value = b[key]
    print(key, value.size(0) if isinstance(value, torch.Tensor) else value.copy())
inputs = {k: v for k, v in b.items()}
inputs.update(mask=b.x > 0)
print(inputs.pop("mask").sum(1).max(0)[0].item(), inputs.get("x").split(1)[0].numel(), list(inputs.values())[1].tolist())
