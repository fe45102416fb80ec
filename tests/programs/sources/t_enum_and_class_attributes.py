import enum
import torch
from torch import nn
class Kind(enum.Enum):
    A = "a b"
    F = torch.float32
    T = (1, 2)
    @property
    def type(self): return self.name
    def view(self): return self.value
class Conf:
    mean = torch.tensor([0.5, 0.25])
    names = "x,y"
    shape = (1, 2)
    table = {"k": torch.arange(4)}
    act = nn.ReLU()
    fn = staticmethod(torch.relu)
    device = torch.device("cpu")
    @classmethod
    def top(cls): return cls.mean.max(0)[1].item(), cls.names.split(",")
class Sub(Conf):
    names = torch.tensor([3, 1])
    def show(self): return self.names.sort()[0].tolist(), self.mean.numel(), self.shape, self.table["k"].split(3)[1].tolist()
print(Kind.A.value.split(), Kind.A.type, Kind.T.view(), Kind.F.value == torch.float32, Kind("a b").name, [k.value for k in Kind][2].index(2))
print(Conf.top(), Conf.mean.max(0)[0].item(), Conf().names.split(",", 1), Conf.shape.count(1), Conf.table["k"].max(0)[0].item(), Conf.act(Conf.mean - 0.3).tolist(), Conf.fn(Conf.mean).numel(), Conf.device.type)
print(Sub().show(), Sub.names.max(0)[1].item(), [p.item() for p in Sub.names.split(1)], Sub().device.type)
Conf.mean = "now text"; print(Conf.mean.split())
setattr(Sub, "names", "a b"); print(Sub.names.split())
