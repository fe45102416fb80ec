"""torch.save and torch.load in their forms."""
import io
import os
import pathlib
import tempfile
from collections import OrderedDict

import torch
import torch.nn as nn

folder = tempfile.mkdtemp()
model = nn.Sequential(OrderedDict([("conv", nn.Conv2d(1, 2, 3)), ("bn", nn.BatchNorm2d(2)), ("act", nn.ReLU())]))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
model(torch.ones(2, 1, 4, 4)).sum().backward()
optimizer.step()
path = os.path.join(folder, "checkpoint.pth.tar")
torch.save({"epoch": 3, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict(), "args": {"lr": 0.1, "name": "x"}, "best": 0.5, "none": None, "tuple": (1, "a")}, path)
device = torch.device("cpu")
for where in ("cpu", device, None, {"cuda:0": "cpu"}, lambda storage, loc: storage, lambda s, l: s.cpu()):
    checkpoint = torch.load(path, map_location=where)
    print(sorted(checkpoint), checkpoint["epoch"], checkpoint["tuple"], checkpoint["none"], checkpoint["state_dict"]["conv.weight"].device.type)
checkpoint = torch.load(path, weights_only=True)
print(type(checkpoint["state_dict"]).__name__, list(checkpoint["state_dict"]), checkpoint["state_dict"]["bn.num_batches_tracked"].dtype == torch.int64)
start_epoch = torch.load(pathlib.Path(path), map_location="cpu", weights_only=False)["epoch"] + 1
with open(path, "rb") as f:
    print(torch.load(f)["best"], start_epoch)
with pathlib.Path(folder, "t.pt").open("wb") as f:
    torch.save(torch.arange(6).view(2, 3).t(), f)
t = torch.load(pathlib.Path(folder) / "t.pt")
print(t.tolist(), t.shape == (3, 2))
# every dtype, views that share, scalars, parameters
buffer = io.BytesIO()
base = torch.arange(10.0)
torch.save([torch.tensor(1.5, dtype=d) for d in (torch.float16, torch.bfloat16, torch.float64)] + [torch.tensor([True]), torch.tensor([1 + 2j]), torch.empty(0, 3), base[2:5], base, nn.Parameter(torch.ones(2)), torch.tensor([200], dtype=torch.uint8), torch.tensor([-3], dtype=torch.int8)], buffer)
buffer.seek(0)
loaded = torch.load(buffer, weights_only=False)
print([t.tolist() for t in loaded[:6]], loaded[0].dtype == torch.float16, loaded[1].dtype == torch.bfloat16, tuple(loaded[5].shape))
print(loaded[6].tolist(), isinstance(loaded[8], nn.Parameter), loaded[8].requires_grad, loaded[9].tolist(), loaded[10].tolist())
x = torch.ones(2, requires_grad=True)
buffer = io.BytesIO()
torch.save({"x": x, "size": x.shape, "dtype": x.dtype, "device": torch.device("cpu"), "list": [1, {"a": torch.zeros(1)}], "set": {1, 2}}, buffer)
print(torch.load(io.BytesIO(buffer.getvalue()), weights_only=False)["x"].requires_grad)
back = torch.load(io.BytesIO(buffer.getvalue()))
print(back["size"] == torch.Size([2]), back["dtype"] == torch.float32, back["device"].type, back["list"][1]["a"].item(), back["set"])


class Config:
    def __init__(self, dim):
        self.dim = dim
        self.weight = torch.full((dim,), 2.0)


torch.save(Config(3), os.path.join(folder, "config.pt"))
try:
    torch.load(os.path.join(folder, "config.pt"))
except Exception as error:
    print(type(error).__name__)
config = torch.load(os.path.join(folder, "config.pt"), weights_only=False)
print(config.dim, config.weight.tolist())
with torch.serialization.safe_globals([Config]):
    print(torch.load(os.path.join(folder, "config.pt"), weights_only=True).dim)
try:
    torch.load(os.path.join(folder, "missing.pt"))
except FileNotFoundError as error:
    print("FileNotFoundError")
# a whole model
torch.save(model, os.path.join(folder, "model.pt"))
again = torch.load(os.path.join(folder, "model.pt"), weights_only=False)
again.eval()
model.eval()
probe = torch.linspace(0, 1, 16).view(1, 1, 4, 4)
print(torch.allclose(again(probe), model(probe)), type(again).__name__, [n for n, _ in again.named_modules()])
# what scripts do with state dicts
state = {k.replace("module.", ""): v for k, v in {f"module.{k}": v for k, v in model.state_dict().items()}.items()}
print(model.load_state_dict(state))
state.pop("bn.weight")
state["extra"] = torch.ones(1)
try:
    model.load_state_dict(state)
except RuntimeError as error:
    print(error)
result = model.load_state_dict(state, strict=False)
print(result.missing_keys, result.unexpected_keys, result)
missing, unexpected = model.load_state_dict(state, strict=False)
print(missing, unexpected)
state = model.state_dict()
state["conv.weight"] = torch.zeros(3, 1, 3, 3)
try:
    model.load_state_dict(state, strict=False)
except RuntimeError as error:
    print(error)
half = {k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()}
torch.save(half, path)
model.load_state_dict(torch.load(path, map_location=device))
print(model.conv.weight.dtype == torch.float32)
own = model.state_dict()
own["bn.bias"].fill_(7.0)
print(model.bn.bias.tolist(), own["bn.bias"].requires_grad)
snapshot = {k: v.clone() for k, v in model.state_dict().items()}
model.bn.bias.data.zero_()
print(snapshot["bn.bias"].tolist(), own["bn.bias"].tolist())
print([k for k in model.state_dict(prefix="net.")][:2], model.state_dict(keep_vars=True)["conv.weight"] is model.conv.weight)
