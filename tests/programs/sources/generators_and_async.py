import asyncio
import torch


def batches(x, n):
    for part in x.split(n):
        got = yield part.max(0)[0]
        if got:
            yield got


gen = batches(torch.tensor([[1.0], [5.0], [3.0]]), 2)
print([v.tolist() for v in gen])


async def pooled(x):
    await asyncio.sleep(0)
    return [v.item() async for v in rows(x)], x.sort(descending=True).values.tolist()


async def rows(x):
    for v in x:
        yield v.max()


print(asyncio.run(pooled(torch.tensor([2.0, 7.0]))))
print(list(map(torch.Tensor.item, torch.tensor([1.0, 2.0]))), sorted(torch.tensor([3, 1]).tolist()), list(filter(torch.is_tensor, [1, torch.ones(1)]))[0].item())
