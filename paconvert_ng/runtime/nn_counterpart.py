"""Classes that stand for a torch class of which other instances are made by Paddle's own class."""

from __future__ import annotations

from abc import ABCMeta
from typing import Any


class CounterpartMeta(ABCMeta):
    """Metaclass of a helper class beside which converted code also uses Paddle's class, named ``counterpart`` in it.

    ``nn.ReLU()`` becomes ``paddle.nn.ReLU()``, but ``nn.ReLU`` as a value becomes the helper. So that
    ``isinstance(layer, kinds)``, ``type(layer) == kind`` and ``table[type(layer)]`` work with both, they count as one
    class here. (A metaclass of ABCMeta, so that a subclass may also be abstract.)
    """

    def __instancecheck__(cls, instance: Any) -> bool:
        counterpart = cls.__dict__.get("counterpart")
        return super().__instancecheck__(instance) or (counterpart is not None and isinstance(instance, counterpart))

    def __subclasscheck__(cls, subclass: type) -> bool:
        counterpart = cls.__dict__.get("counterpart")
        return super().__subclasscheck__(subclass) or (counterpart is not None and issubclass(subclass, counterpart))

    def __eq__(cls, other: object) -> bool:
        return other is cls or (other is not None and other is cls.__dict__.get("counterpart"))

    def __hash__(cls) -> int:
        counterpart = cls.__dict__.get("counterpart")
        return super().__hash__() if counterpart is None else hash(counterpart)
