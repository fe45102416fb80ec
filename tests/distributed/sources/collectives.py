"""Collectives between two processes, under the environment that torchrun gives."""

import os

import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader, TensorDataset
from torch.utils.data.distributed import DistributedSampler


def say(*args):
    print(f"[{rank}]", *args, flush=True)


rank = int(os.environ["RANK"])
local_rank = int(os.environ["LOCAL_RANK"])
world_size = int(os.environ["WORLD_SIZE"])
dist.init_process_group(backend="gloo", init_method="env://")
say(dist.get_rank(), dist.get_world_size(), dist.is_initialized(), dist.get_backend())
x = torch.tensor([1.0, 2.0]) * (rank + 1)
dist.all_reduce(x)
say("sum", x.tolist())
for name, op in (("max", dist.ReduceOp.MAX), ("min", dist.ReduceOp.MIN), ("product", dist.ReduceOp.PRODUCT)):
    y = torch.tensor([1.0, 5.0]) * (rank + 2)
    dist.all_reduce(y, op=op)
    say(name, y.tolist())
n = torch.tensor([rank + 1, 7])
dist.all_reduce(n, op=dist.ReduceOp.SUM)
say("int", n.tolist(), n.dtype == torch.int64)
b = torch.arange(3.0) if rank == 0 else torch.zeros(3)
dist.broadcast(b, src=0)
say("broadcast", b.tolist())
parts = [torch.zeros(2) for _ in range(world_size)]
dist.all_gather(parts, torch.full((2,), float(rank)))
say("all_gather", [p.tolist() for p in parts])
flat = torch.zeros(2 * world_size)
dist.all_gather_into_tensor(flat, torch.full((2,), float(rank + 1)))
say("into", flat.tolist())
objects = [None] * world_size
dist.all_gather_object(objects, {"rank": rank, "list": [rank] * (rank + 1)})
say("objects", objects)
thing = [{"a": 1}, "text"] if rank == 0 else [None, None]
dist.broadcast_object_list(thing, src=0)
say("broadcast objects", thing)
r = torch.ones(2) * (rank + 1)
dist.reduce(r, dst=1, op=dist.ReduceOp.SUM)
if rank == 1:
    say("reduce", r.tolist())
if rank == 0:
    dist.send(torch.tensor([3.0, 4.0]), dst=1)
else:
    got = torch.zeros(2)
    dist.recv(got, src=0)
    say("recv", got.tolist())
gathered = [torch.zeros(1) for _ in range(world_size)] if rank == 0 else None
dist.gather(torch.tensor([float(rank * 10)]), gathered, dst=0)
if rank == 0:
    say("gather", [g.item() for g in gathered])
mine = torch.zeros(2)
dist.scatter(mine, [torch.full((2,), 5.0), torch.full((2,), 6.0)] if rank == 0 else None, src=0)
say("scatter", mine.tolist())
dist.barrier()
work = dist.all_reduce(x, async_op=True)
work.wait()
say("async", x.tolist())
group = dist.new_group([0, 1])
z = torch.ones(1)
dist.all_reduce(z, group=group)
say("group", z.item(), dist.get_world_size(group), dist.get_rank(group))
single = dist.new_group(ranks=[1])
if rank == 1:
    z = torch.full((1,), 9.0)
    dist.all_reduce(z, group=single)
    say("single", z.item(), dist.get_world_size(single))
# data parallel
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
with torch.no_grad():
    for i, p in enumerate(model.parameters()):
        p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (i + 1 + rank))
ddp = DDP(model)
say(
    "synced",
    round(sum(p.abs().sum().item() for p in ddp.parameters()), 4),
    list(ddp.state_dict())[:2],
    isinstance(ddp.module, nn.Sequential),
)
data = TensorDataset(torch.linspace(-1, 1, 24).view(8, 3), torch.linspace(0, 1, 8).view(8, 1))
sampler = DistributedSampler(data, num_replicas=world_size, rank=rank, shuffle=False)
loader = DataLoader(data, batch_size=2, sampler=sampler)
optimizer = torch.optim.SGD(ddp.parameters(), lr=0.1)
for epoch in range(2):
    sampler.set_epoch(epoch)
    for a, t in loader:
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(ddp(a), t)
        loss.backward()
        optimizer.step()
total = torch.tensor([loss.item()])
dist.all_reduce(total, op=dist.ReduceOp.SUM)
say("trained", round(total.item() / world_size, 4), [round(v, 4) for v in model[2].weight.flatten().tolist()])
with ddp.no_sync():
    optimizer.zero_grad()
    ddp(a).sum().backward()
local = model[2].bias.grad.clone()
ddp(a).sum().backward()
say("no_sync", local.tolist(), [round(v, 4) for v in model[2].bias.grad.tolist()])
dist.destroy_process_group()
say(dist.is_initialized())
