import tinynn
import torch
from plainlib import double
from tinynn.sub import deep

x = torch.arange(8.0).view(2, 4)
model = tinynn.create("narrow")
with torch.no_grad():
    for p in model.parameters():
        p.copy_(torch.linspace(-1, 1, p.numel()).view(p.shape))
print([round(v, 4) for v in model(x).tolist()])
print(list(deep.rows(x[..., None]).shape), double(2))
print(tinynn.create("broad").name, list(model.state_dict()))
