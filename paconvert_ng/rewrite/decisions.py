"""What is decided for one use of a source API. Decisions refer to nodes of the original tree.

They are neither compared nor printed: methods that nobody calls would be made at every start.
"""

from __future__ import annotations

from dataclasses import dataclass

from paconvert_ng.rewrite.bind import Binding


@dataclass(slots=True, eq=False, repr=False)
class Decision:
    """Base: ``api`` is the source name, ``proved`` whether its rule carries a proof."""

    api: str
    proved: bool


@dataclass(slots=True, eq=False, repr=False)
class Keep(Decision):
    """Paddle's own name is the same: nothing changes but, perhaps, the imported root."""


@dataclass(slots=True, eq=False, repr=False)
class Rename(Decision):
    """Another name takes its place (callee or value); arguments stay as they are."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class RenameMember(Decision):
    """A method or attribute has another name in Paddle."""

    name: str


@dataclass(slots=True, eq=False, repr=False)
class ReceiverFirst(Decision):
    """``x.foo(args)`` becomes ``target(x, args)``; an attribute ``x.foo`` becomes ``target(x)``."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class Bound(Decision):
    """``x.foo``, which is not called here, becomes the helper with its receiver bound.

    ``name`` is the method's, where the receiver may be something else with such an attribute.
    """

    target: str
    name: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Respelled(Decision):
    """``Tensor.foo(x, args)`` becomes what ``inner`` makes of ``x.foo(args)``."""

    inner: Decision


@dataclass(slots=True, eq=False, repr=False)
class ByPosition(Decision):
    """The arguments lose their keywords, which Paddle calls otherwise; they stand in the order of the parameters."""


@dataclass(slots=True, eq=False, repr=False)
class Render(Decision):
    """A template is filled in with the arguments."""

    template: str
    binding: Binding
    omit: tuple[str, ...] = ()


@dataclass(slots=True, eq=False, repr=False)
class Assignment(Decision):
    """``x.attr = value`` becomes the template, over ``self`` and ``value``."""

    template: str


@dataclass(slots=True, eq=False, repr=False)
class ItemRead(Decision):
    """``x[i, j]`` becomes ``target(x, (i, j))``."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class ItemWritten(Decision):
    """``x[i] = y`` becomes ``target(y, x, i)``, ``x[i] += y`` becomes ``target(x[i] + y, x, i)``."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class Augmented(Decision):
    """``x += y`` becomes ``x = target(x, y)``.

    ``place`` is the helper through which an item or attribute is reached where its container, key or object may be
    evaluated only once: ``f()[i] += y`` becomes ``item_place(f(), i).change(target, y)``.
    """

    target: str
    place: str = ""


@dataclass(slots=True, eq=False, repr=False)
class Operator(Decision):
    """``x + y`` becomes ``target(x, y)``."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class Indexed(Decision):
    """``x[y]`` becomes ``x[target(y)]``."""

    target: str


@dataclass(slots=True, eq=False, repr=False)
class Equality(Decision):
    """``type(x) is C`` becomes ``type(x) == C``: a helper class equals the class of Paddle that it stands for."""


@dataclass(slots=True, eq=False, repr=False)
class Constant(Decision):
    """The expression has one value in torch, which takes its place."""

    text: str


@dataclass(slots=True, eq=False, repr=False)
class Left(Decision):
    """Not converted: marked and logged."""

    code: str
    message: str


@dataclass(slots=True, eq=False, repr=False)
class Noted(Decision):
    """Left as it is on purpose, only logged."""

    code: str
    message: str
