import abc
import enum
import torch
from torch import nn


class Kind(enum.Enum):
    RELU = "relu"
    GELU = "gelu"

    def build(self):
        return {Kind.RELU: nn.ReLU, Kind.GELU: nn.GELU}[self]()


class Base(nn.Module, abc.ABC):
    registry = {}

    def __init_subclass__(cls, **kw):
        super().__init_subclass__(**kw)
        Base.registry[cls.__name__] = cls

    @abc.abstractmethod
    def forward(self, x):
        ...


class One(Base):
    factor = torch.tensor(2.0)
    table = {n: torch.full((1,), float(n)) for n in range(2)}
    shapes = [torch.zeros(n).shape[0] for n in (1, 2)]

    def forward(self, x):
        return x * self.factor + self.table[1]

    def __getattr__(self, name):
        if name == "magic":
            return 42
        return super().__getattr__(name)


class Mixin:
    def double(self):
        return self(torch.ones(1)) * 2


class Two(Mixin, One):
    __slots__ = ()


o = Base.registry["Two"]()
print(sorted(Base.registry), o(torch.ones(2)).tolist(), o.magic, One.shapes, Kind("gelu").build()(torch.tensor(0.0)).item(), o.double().tolist())
try:
    Base()
except TypeError as e:
    print("abstract")
