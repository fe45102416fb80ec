import asyncio
import torch

async def fetch(n) -> torch.Tensor:
    await asyncio.sleep(0)
    return torch.arange(float(n))

async def text():
    return "a b"

class Stream:
    def __init__(self, x): self.x = x
    async def __aiter__(self):
        for p in self.x.split(2):
            yield p
    async def __aenter__(self): return self.x
    async def __aexit__(self, *e): return False

async def main():
    x = await fetch(4)
    a, b = await asyncio.gather(fetch(3), text())
    out = [x.max(0)[1].item(), a.sort(descending=True)[0].tolist(), b.split(), (await text()).split(" "), (await fetch(2)).numel()]
    async for p in Stream(x):
        out.append(p.max(0)[0].item())
    async with Stream(x) as y:
        out.append([q.tolist() for q in y.split(3)])
    return out + [r.numel() async for r in Stream(x)]
print(asyncio.run(main()))
