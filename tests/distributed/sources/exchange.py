"""What parts of a batch are exchanged for; models whose parts differ; averages by hand."""

import os

import torch
import torch.distributed as dist
import torch.nn as nn
from torch.nn.parallel import DistributedDataParallel


def say(*args):
    print(f"[{rank}]", *args, flush=True)


class Branches(nn.Module):
    """One branch is used by each process; the normalization has buffers."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(2)
        self.left = nn.Linear(2, 1)
        self.right = nn.Linear(2, 1)
        self.frozen = nn.Linear(2, 2)
        for p in self.frozen.parameters():
            p.requires_grad_(False)

    def forward(self, x, branch):
        x = self.norm(self.frozen(x))
        return self.left(x) if branch == 0 else self.right(x)


def fill(model):
    with torch.no_grad():
        for i, p in enumerate(model.parameters()):
            p.copy_(torch.linspace(-1, 1, p.numel()).view_as(p) * (i + 1))
    return model


def average_gradients(model):
    size = float(dist.get_world_size())
    for param in model.parameters():
        if param.grad is not None:
            dist.all_reduce(param.grad.data, op=dist.ReduceOp.SUM)
            param.grad.data /= size


@torch.no_grad()
def concat_all_gather(tensor):
    gathered = [torch.ones_like(tensor) for _ in range(torch.distributed.get_world_size())]
    torch.distributed.all_gather(gathered, tensor, async_op=False)
    return torch.cat(gathered, dim=0)


def reduce_dict(values):
    names = sorted(values)
    stacked = torch.stack([values[k] for k in names], dim=0)
    dist.all_reduce(stacked)
    stacked /= dist.get_world_size()
    return {k: round(v.item(), 3) for k, v in zip(names, stacked, strict=True)}


def is_main_process():
    return not (dist.is_available() and dist.is_initialized()) or dist.get_rank() == 0


dist.init_process_group("gloo")
rank, size = dist.get_rank(), dist.get_world_size()
say(is_main_process(), os.environ["LOCAL_RANK"] == str(rank))
out = torch.zeros(2)
dist.reduce_scatter_tensor(out, torch.arange(4.0) * (rank + 1))
say("reduce_scatter_tensor", out.tolist())
got = [torch.zeros(2), torch.zeros(1)] if rank == 0 else [torch.zeros(1), torch.zeros(2)]
sent = [torch.zeros(2) + 5, torch.zeros(1) + 6] if rank == 0 else [torch.zeros(1) + 7, torch.zeros(2) + 8]
dist.all_to_all_single(flat := torch.zeros(4), torch.arange(4.0) + 10 * rank)
say("all_to_all_single", flat.tolist())
uneven = torch.zeros(3 if rank == 0 else 5)
dist.all_to_all_single(
    uneven,
    torch.arange(4.0) + 10 * rank,
    output_split_sizes=[1, 2] if rank == 0 else [3, 2],
    input_split_sizes=[1, 3] if rank == 0 else [2, 2],
)
say("uneven", uneven.tolist())
objects = [None, None] if rank == 0 else None
dist.gather_object({"rank": rank}, objects, dst=0)
say("gather_object", objects)
received = [None]
dist.scatter_object_list(received, [{"a": 1}, "b"] if rank == 0 else [None, None], src=0)
say("scatter_object", received)
if rank == 0:
    request = dist.isend(torch.tensor([1, 2]), dst=1)
else:
    box = torch.zeros(2, dtype=torch.int64)
    request = dist.irecv(box, src=0)
request.wait()
if rank == 1:
    say("irecv", box.tolist())
other = 1 - rank
inbox = torch.zeros(2)
for request in dist.batch_isend_irecv(
    [dist.P2POp(dist.isend, torch.full((2,), float(rank)), other), dist.P2POp(dist.irecv, inbox, other)]
):
    request.wait()
say("batch", inbox.tolist())
half = torch.tensor([1.5, 2.0], dtype=torch.float16) * (rank + 1)
dist.all_reduce(half)
say("half", half.tolist(), half.dtype == torch.float16)
flag = torch.tensor([rank == 0, False])
flags = [torch.zeros(2, dtype=torch.bool) for _ in range(size)]
dist.all_gather(flags, flag)
say("bool", [f.tolist() for f in flags])
loss = torch.tensor(float(rank + 1))
dist.all_reduce(loss)
say(
    "scalar",
    loss.item(),
    loss.dim(),
    concat_all_gather(torch.tensor([[rank, rank]])).tolist(),
    reduce_dict({"b": torch.tensor(1.0 + rank), "a": torch.tensor(2.0)}),
)
world = dist.group.WORLD
pair = dist.new_group([0, 1])
one = dist.new_group([0])
say(
    "groups",
    dist.get_rank(pair),
    dist.get_process_group_ranks(pair),
    dist.get_global_rank(pair, 1),
    dist.get_group_rank(pair, 0),
    dist.get_rank(one),
    dist.get_world_size(one),
    dist.get_world_size(world),
)
part = torch.ones(1)
dist.broadcast(part, src=1, group=pair)
dist.monitored_barrier(pair)
# gradients by hand
model = fill(nn.Linear(2, 1))
(model(torch.ones(1, 2)) * (rank + 1)).sum().backward()
average_gradients(model)
say("averaged", model.weight.grad.tolist(), model.bias.grad.tolist())
for p in model.parameters():
    p.data.add_(rank)
    dist.broadcast(p.data, src=0)
say("broadcast parameters", model.weight.tolist())
# unused parameters, buffers of process 0, a frozen part
net = fill(Branches())
ddp = DistributedDataParallel(net, find_unused_parameters=True)
optimizer = torch.optim.SGD([p for p in ddp.parameters() if p.requires_grad], lr=0.001)
for step in range(3):
    optimizer.zero_grad()
    x = torch.linspace(-1, 1, 8).view(4, 2) * (1 + rank + step)
    loss = ddp(x, branch=rank).pow(2).mean()
    loss.backward()
    optimizer.step()
say(
    "loss",
    round(loss.item(), 4),
    [round(v, 4) for v in net.left.weight.flatten().tolist() + net.right.weight.flatten().tolist()],
)
say(
    "buffers",
    [round(v, 3) for v in net.norm.running_mean.tolist() + net.norm.running_var.tolist()],
    net.norm.num_batches_tracked.item(),
)
ddp.eval()
with torch.no_grad():
    y = ddp(torch.ones(2, 2), branch=0)
say("eval", [round(v, 3) for v in y.flatten().tolist()], [round(v, 3) for v in net.norm.running_mean.tolist()])
say([n for n, _ in ddp.named_parameters()][:2], sorted(ddp.state_dict())[:1], ddp.module is net)
state = {k.replace("module.", ""): v for k, v in ddp.state_dict().items()}
say(net.load_state_dict(state))
dist.destroy_process_group()
