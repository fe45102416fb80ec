import torch

x = torch.tensor([[3.0, 1.0], [2.0, 4.0]])
width, d = 8, {"dim": 1, "k": 2}
print(f"{torch.max(x, dim=d['dim']).values.tolist()!r:>{width * 2}}|{x.max(d['dim'])[0].tolist()}")
print(f'{x.sum(dim=d["dim"]).tolist()}' f"{x.view(-1).size(0):>{torch.numel(x)}}" f'''{torch.flatten(
    x, start_dim=0
).tolist()}''')
print(f"{x.mean().item():.{x.size(0)}f} {{{x.numel()}}} {x.min(0).values.tolist()=} {'a' 'b'} {x.t()[0].tolist()}")
print(f"{[t.max(0)[0].item() for t in x]} {(lambda t: torch.add(t, 1, alpha=2).tolist())(x[0])} {f'{torch.sum(x):.1f}'}")
print("%s %d" % (torch.topk(x[0], 1).indices.tolist(), x.long().sum()), "{:.2f} {a}".format(torch.std(x).item(), a=x.argmax(dim=1).tolist()))
print(rf"\n{x.view(4).tolist()}\d{torch.zeros(2).tolist()!s}", fr'{torch.cat((x, x), dim=1).shape[1]}')
