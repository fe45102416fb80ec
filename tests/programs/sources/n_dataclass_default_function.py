import dataclasses, typing, torch
@dataclasses.dataclass
class Conf:
    act: typing.Callable = torch.tanh
    dtype: torch.dtype = torch.float32
    make: typing.Callable[..., torch.Tensor] = dataclasses.field(default=torch.zeros)
c = Conf()
print(c.act(torch.zeros(1)).tolist(), c.make(2, dtype=c.dtype).tolist(), Conf(act=torch.cos).act(torch.zeros(1)).item(), Conf.act(torch.zeros(1)).item())
