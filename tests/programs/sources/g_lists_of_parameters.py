import torch
from torch import nn
class P(nn.Module):
    def __init__(self):
        super().__init__()
        self.ws = nn.ParameterList(nn.Parameter(torch.full((1,), float(i))) for i in range(3))
        self.pd = nn.ParameterDict({"a": nn.Parameter(torch.ones(1)), "b": torch.zeros(2)})
        self.md = nn.ModuleDict([["x", nn.Linear(1, 1)], ["y", nn.Identity()]])
    def forward(self, x):
        for i, w in enumerate(self.ws): x = x + w * self.ws[i // 2]
        for k, m in self.md.items(): x = m(x) if k == "y" else x
        return x * self.pd["a"]
p = P()
print(p(torch.zeros(1)).tolist(), list(p.state_dict()), len(p.ws), "a" in p.pd, sorted(p.pd.keys()), list(p.md), [w.item() for w in p.ws[1:]])
p.ws.append(nn.Parameter(torch.zeros(1))); p.ws += [nn.Parameter(torch.ones(1))]; p.md["z"] = nn.ReLU(); p.md.update({"w": nn.Tanh()}); print(len(p.ws), list(p.md.keys()), p.md.pop("z").__class__.__name__, [n for n, _ in p.named_parameters() if n.startswith("ws")], isinstance(p.pd["b"], nn.Parameter))
