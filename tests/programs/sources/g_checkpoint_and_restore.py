import io, copy
import torch
from torch import nn
net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
opt = torch.optim.Adam(net.parameters(), lr=0.1)
net(torch.ones(3, 2)).sum().backward(); opt.step()
buf = io.BytesIO()
torch.save({"net": net.state_dict(), "opt": opt.state_dict(), "epoch": 3}, buf)
buf.seek(0)
ck = torch.load(buf, map_location="cpu", weights_only=True)
print(list(ck["net"]), ck["epoch"], sorted(ck["opt"]), ck["net"]["1.num_batches_tracked"].item())
other = copy.deepcopy(net)
print(other.load_state_dict(ck["net"]), all(torch.equal(a, b) for a, b in zip(net.parameters(), other.parameters())))
bad = other.load_state_dict({k: v for k, v in ck["net"].items() if "bias" not in k}, strict=False)
print(bad.missing_keys, bad.unexpected_keys)
try:
    other.load_state_dict({"x": torch.zeros(1)})
except RuntimeError as e:
    print(type(e).__name__, "Missing key" in str(e))
