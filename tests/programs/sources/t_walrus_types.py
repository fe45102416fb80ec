import re
import torch
x = torch.tensor([[5., 1.], [2., 8.]])
if (m := x.max(1))[0].sum() > 3 and (n := x.numel()) > 2:
    print(m[1].tolist(), m.values.tolist(), n + 1)
if (hit := re.match(r"(\w+) (\w+)", "ab cd")) and (words := hit.group(0).split()):
    print(hit.groups(), words, hit.start(), hit.span())
while (y := x.view(-1)).numel() > 1 and y.max(0)[0] > 2:
    x = y.split(2)[0] if y.numel() > 2 else y[:1]
print(x.tolist(), [(t := p * 2).tolist() for p in x.split(1)], t.numel())
print((s := "q,r").split(","), (l := [2, 1]).sort(), l, (d := {"k": x}).copy()["k"].numel())
