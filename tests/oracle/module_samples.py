"""The inputs of torch's module database as programs that a person would write.

Each input becomes a few forms: the class constructed as in the database, by position, by keyword and mixed; called,
called by keyword, through ``forward``, and as a layer of a network of the author's own.
"""

from __future__ import annotations

import functools
import random
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.oracle.argument_text import NoText, Tensors, arguments_text, public_name, spellings
from tests.support.frameworks import torch

#: Inputs of a module in half precision, for which Paddle's CPU build has few kernels.
HALF_SAMPLES = 6
HEADER = "import torch\nfrom torch import nn\n"


@dataclass(slots=True)
class ModuleForm:
    """One way to write one input. ``build`` and ``call`` are the names of functions in ``text``.

    ``build`` takes the tensors of ``construct`` and gives the module; ``call`` takes the module and the tensors
    of ``forward``. ``training`` is the mode in which it runs. ``refuses`` marks what both frameworks must refuse.
    """

    name: str
    sample: int
    training: bool
    text: str
    build: str
    call: str
    refuses: bool = False
    construct: Tensors = field(default_factory=lambda: Tensors("c"))
    forward: Tensors = field(default_factory=lambda: Tensors("a"))


def module_forms(info: Any, dtype: torch.dtype) -> Iterator[ModuleForm | tuple[int, str]]:
    """All forms of a module's inputs; for an input that has no text, its number and the reason."""
    modes = (True, False) if info.train_and_eval_differ else (True,)
    few = HALF_SAMPLES if dtype in (torch.bfloat16, torch.float16) else None
    for training in modes:
        for number, sample in enumerate(_samples(info, dtype, training)[:few]):
            try:
                yield from _forms(info, sample, number, training, dtype)
            except NoText as error:
                yield number, f"the database's input has no text: {error}"


def wrong_forms(info: Any, dtype: torch.dtype) -> Iterator[ModuleForm | tuple[int, str]]:
    """What the database says that the constructor or the call refuses."""
    if info.module_error_inputs_func is None:
        return
    make = info.module_error_inputs_func
    for number, wrong in enumerate(make(info, device="cpu", dtype=dtype, requires_grad=False, training=True)):
        sample = wrong.module_error_input
        built = (public_name(info.module_cls), sample.constructor_input.args, sample.constructor_input.kwargs, "")
        given = sample.forward_input
        called = ((), {}) if given is None else (given.args, given.kwargs)
        try:
            form = _plain_form("refused", number, True, built, ("module", *called))
        except NoText as error:
            yield number, f"the database's input has no text: {error}"
            continue
        form.refuses = True
        yield form


def _samples(info: Any, dtype: torch.dtype, training: bool) -> list[Any]:
    seed = zlib.crc32(info.name.encode())
    torch.manual_seed(seed)
    np.random.seed(seed)
    random.seed(seed)
    with _remembered_arguments(torch.nn.TransformerEncoderLayer):
        make = info.module_inputs_func
        return list(make(info, device="cpu", dtype=dtype, requires_grad=True, training=training))


@contextmanager
def _remembered_arguments(cls: type) -> Iterator[None]:
    """Instances of ``cls`` that are made meanwhile know their arguments, so that they have a text."""
    original: Any = cls.__init__  # type: ignore[misc]

    @functools.wraps(original)
    def remember(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.oracle_arguments = (args, dict(kwargs))

    cls.__init__ = remember  # type: ignore[misc]
    try:
        yield
    finally:
        cls.__init__ = original  # type: ignore[misc]


def _forms(info: Any, sample: Any, number: int, training: bool, dtype: torch.dtype) -> Iterator[ModuleForm]:
    cls = info.module_cls
    name = public_name(cls)
    if not name:
        raise NoText(f"{cls.__module__}.{cls.__name__} is not public")
    built = spellings(cls, sample.constructor_input.args, sample.constructor_input.kwargs)
    called = spellings(_bound_forward(cls), sample.forward_input.args, sample.forward_input.kwargs)
    cast = "" if dtype == torch.float32 else f".to({dtype})"
    calls = {
        "as_written": ("module", "as_written"),
        "position": ("module.forward", "position"),
        "keyword": ("module", "keyword"),
        "mixed": ("module", "mixed"),
    }
    forms = list(built)
    if len(forms) == 1:
        forms += ["position", "keyword"]
    for index, form in enumerate(forms):
        modes = [training] if info.train_and_eval_differ else [index % 2 == 0]
        for mode in modes:
            target, spelling = calls[form]
            args, kwargs = built.get(form, built["as_written"])
            given = called.get(spelling, called["as_written"])
            class_text = name.replace("torch.nn.", "nn.") if index % 2 else name
            yield _plain_form(form, number, mode, (class_text, args, kwargs, cast), (target, *given))
    args, kwargs = built.get("mixed", built["as_written"])
    given = called["as_written"]
    yield _network_form(number, training, (name, args, kwargs, cast), given)


def _bound_forward(cls: type) -> Any:
    """``forward`` without ``self``, so that its signature is the call's."""
    return functools.partial(cls.forward, None)  # type: ignore[attr-defined]


def _plain_form(form: str, number: int, training: bool, built: tuple, called: tuple) -> ModuleForm:
    made = _empty_form(form, number, training)
    name, args, kwargs, cast = built
    target, forward_args, forward_kwargs = called
    constructor = f"{name}({arguments_text(args, kwargs, made.construct)}){cast}"
    call = f"{target}({arguments_text(forward_args, forward_kwargs, made.forward)})"
    made.text = (
        f"def {made.build}({', '.join(made.construct.parameters())}):\n    return {constructor}\n\n\n"
        f"def {made.call}({', '.join([f'module: {name}', *made.forward.parameters()])}):\n    return {call}\n"
    )
    return made


def _network_form(number: int, training: bool, built: tuple, called: tuple[tuple, dict[str, Any]]) -> ModuleForm:
    made = _empty_form("network", number, training)
    name, args, kwargs, cast = built
    constructor = f"{name}({arguments_text(args, kwargs, made.construct)})"
    call = f"self.layer({arguments_text(*called, made.forward)})"
    tensors = ", ".join(made.construct.values)
    network = f"Net_{number}{'' if training else '_eval'}"
    made.text = (
        f"class {network}(nn.Module):\n"
        f"    def __init__({', '.join(['self', *made.construct.parameters()])}):\n"
        f"        super().__init__()\n        self.layer = {constructor}\n\n"
        f"    def forward({', '.join(['self', *made.forward.parameters()])}):\n        return {call}\n\n\n"
        f"def {made.build}({', '.join(made.construct.parameters())}):\n    return {network}({tensors}){cast}\n\n\n"
        f"def {made.call}({', '.join(['module: nn.Module', *made.forward.parameters()])}):\n"
        f"    return module({', '.join(made.forward.values)})\n"
    )
    return made


def _empty_form(form: str, number: int, training: bool) -> ModuleForm:
    mode = "train" if training else "eval"
    label = f"{number}_{form}_{mode}"
    return ModuleForm(f"{form} {mode}", number, training, "", f"build_{label}", f"call_{label}")
