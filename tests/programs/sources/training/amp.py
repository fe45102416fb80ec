"""Automatic mixed precision as scripts write it; on the CPU, where float16 is disabled."""
import contextlib

import torch
from torch import nn
from torch.amp import GradScaler, autocast
from torch.cuda.amp import GradScaler as CudaGradScaler
from torch.cuda.amp import autocast as cuda_autocast

device = "cuda" if torch.cuda.is_available() else "cpu"
model = nn.Linear(3, 2).to(device)
nn.init.constant_(model.weight, 0.5)
nn.init.zeros_(model.bias)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
x = torch.ones(4, 3, device=device)

use_amp = device == "cuda"
scaler = GradScaler("cuda", enabled=use_amp)
for step in range(2):
    optimizer.zero_grad()
    with torch.autocast(device_type=device, dtype=torch.float16, enabled=use_amp):
        loss = model(x).pow(2).mean()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.step(optimizer)
    scaler.update()
    print(round(loss.item(), 4), scaler.get_scale(), scaler.is_enabled())
print(scaler.state_dict())
with cuda_autocast(enabled=False):
    print(model(x).dtype == torch.float32)
old = CudaGradScaler(enabled=False)
old.load_state_dict(scaler.state_dict())
out = model(x)
loss = out.float().sum()
model.zero_grad()
loss.backward()
print(model.weight.grad.dtype == torch.float32, model.weight.grad.tolist()[0])


@torch.autocast(device_type="cpu", dtype=torch.bfloat16, enabled=False)
def forward(inputs):
    return model(inputs)


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(3, 1)

    @autocast("cpu", enabled=False)
    def forward(self, x):
        return self.inner(x)


print(tuple(forward(x).shape), tuple(Wrapped()(x).shape))
scaler = torch.amp.GradScaler("cpu", init_scale=8.0, growth_interval=2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
for step in range(4):
    optimizer.zero_grad()
    value = model(x).sum()
    if step == 3:
        value = value * float("inf")
    scaler.scale(value).backward()
    scaler.step(optimizer)
    scaler.update()
    print(scaler.get_scale(), scaler.get_growth_interval())
