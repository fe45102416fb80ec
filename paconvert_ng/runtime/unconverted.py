"""What stands for an API that could not be converted: importing works, using it says which API it is."""

from __future__ import annotations

import sys
import typing
import warnings


class UnconvertedError(NotImplementedError):
    """An API of the original framework that was not converted has been used."""


def _at_import() -> bool:
    """Whether the code that uses a placeholder runs because its module is being imported.

    Module and class bodies are code without fast locals (CO_OPTIMIZED); a script's own top level counts as use.
    """
    frame = sys._getframe(1)
    while frame.f_back is not None and (
        isinstance(frame.f_locals.get("self"), Unconverted)
        or frame.f_globals.get("__name__", "").partition(".")[0] in sys.stdlib_module_names
    ):
        # This class's own methods, and what calls them for the author's code: typing, functools, dataclasses, …
        frame = frame.f_back
    return not frame.f_code.co_flags & 0x1 and frame.f_globals.get("__name__") != "__main__"


class Unconverted:
    """Placeholder for `name`, an API of the original framework without a conversion.

    It can be imported, named, subclassed, used as a decorator or in a type hint; while its
    module is imported, calling it gives another placeholder (with a warning). Any use at run time raises
    UnconvertedError, which names the API; the line above that use is marked `# paconvert[...]`.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def _refuse(self) -> typing.NoReturn:
        raise UnconvertedError(
            f"{self._name} was not converted to Paddle; see the `# paconvert[...]` mark where it is used"
        )

    def __getattr__(self, attribute: str) -> Unconverted:
        if attribute.startswith("__") and attribute.endswith("__"):
            raise AttributeError(attribute)
        return Unconverted(f"{self._name}.{attribute}")

    def __setattr__(self, attribute: str, value: object) -> None:
        if attribute == "_name":
            object.__setattr__(self, attribute, value)
        elif _at_import():
            warnings.warn(f"{self._name}.{attribute} was not converted to Paddle and is not set", stacklevel=2)
        else:
            self._refuse()

    def __call__(self, *args: object, **kwargs: object) -> Unconverted:
        if not _at_import():
            self._refuse()
        warnings.warn(f"{self._name} was not converted to Paddle and is not called", stacklevel=2)
        return Unconverted(f"{self._name}(...)")

    def __mro_entries__(self, bases: tuple[object, ...]) -> tuple[type, ...]:
        name = self._name

        def __init__(instance: object, *args: object, **kwargs: object) -> None:
            raise UnconvertedError(f"{name}, a base class of {type(instance).__name__}, was not converted to Paddle")

        return (type(name.rpartition(".")[2], (), {"__init__": __init__}),)

    def __instancecheck__(self, instance: object) -> bool:
        if _at_import():
            return False
        self._refuse()

    def __subclasscheck__(self, subclass: type) -> bool:
        if _at_import():
            return False
        self._refuse()

    def __getitem__(self, item: object) -> Unconverted:
        if _at_import():
            return self
        self._refuse()

    def __or__(self, other: object) -> object:
        if _at_import():
            return typing.Any
        self._refuse()

    __ror__ = __or__

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if _at_import():
            return False
        self._refuse()

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        self._refuse()

    def __str__(self) -> str:
        self._refuse()

    def __enter__(self) -> Unconverted:
        self._refuse()

    def __exit__(self, *details: object) -> None:
        self._refuse()

    def __iter__(self) -> typing.Iterator[object]:
        self._refuse()

    def __len__(self) -> int:
        self._refuse()
