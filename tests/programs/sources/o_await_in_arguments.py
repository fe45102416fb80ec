import asyncio

import torch
import torch.nn.functional as F

log = []


async def get(name, value):
    log.append(name)
    await asyncio.sleep(0)
    return value


async def pieces():
    for i in range(3):
        yield torch.full((2,), float(i))


async def main():
    a = torch.add(await get("a", torch.ones(2)), await get("b", torch.ones(2)), alpha=await get("c", 3))
    b = F.pad(await get("x", torch.ones(1, 2)), await get("p", (1, 0)), value=await get("v", 2.0))
    c = torch.stack([t async for t in pieces() if t.max(0).values >= await get("limit", 1)], dim=await get("d", 1))
    d = (await get("r", torch.arange(6))).view(await get("s", 2), -1)
    e = torch.clamp(max=await get("max", 1), input=d, min=await get("min", 1))
    async with asyncio.Lock():
        f = torch.max(await get("m", d), dim=await get("n", 1)).values
    print(a.tolist(), b.tolist(), c.tolist(), d.tolist(), e.tolist(), f.tolist())
    return torch.cat(await asyncio.gather(get("g", torch.zeros(1)), get("h", torch.ones(1))))


print(asyncio.run(main()).tolist(), log)
