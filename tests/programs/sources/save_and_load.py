import io
import os
import tempfile
import torch
from torch import nn

net = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "w.pt")
    torch.save(net.state_dict(), path)
    sd = torch.load(path, map_location="cpu")
    other = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    print(len(other.load_state_dict(sd).missing_keys), all(torch.equal(a, b) for a, b in zip(net.state_dict().values(), other.state_dict().values())))
    torch.save({"epoch": 1, "t": torch.arange(3), "list": [torch.ones(1)], "dtype": torch.float32}, path)
    ck = torch.load(path, weights_only=False)
    print(ck["epoch"], ck["t"].tolist(), ck["list"][0].item(), ck["dtype"] == torch.float32)
buf = io.BytesIO()
torch.save(torch.eye(2), buf)
buf.seek(0)
print(torch.load(buf).tolist())
sd = {k.replace("0.", "fc."): v for k, v in net.state_dict().items() if "num_batches" not in k}
print(list(sd)[:2], {k: tuple(v.shape) for k, v in sd.items()}["fc.weight"], net[0].weight.shape == torch.Size([2, 2]))
try:
    net.load_state_dict({"0.weight": torch.zeros(3, 3)})
except RuntimeError as e:
    print("size mismatch" in str(e) or "Missing" in str(e))
