"""torch's optimizer database (``common_optimizers.optim_db``): every input in five training steps.

The forms: arguments by keyword and by position; two parameter groups; a closure; rates read and changed on the way;
a state dict taken, loaded into a new optimizer and gone on with; a group added on the way; named parameters; frozen
ones; each way of computing that the optimizer has (``foreach``, ``fused``, ``differentiable``); wrong arguments.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any

from tests.oracle.argument_text import arguments_text, spellings, text_of
from tests.oracle.outcomes import Unit
from tests.oracle.torch_testing import database_of_torch
from tests.oracle.training import TrainingForm, Workbench, run_forms
from tests.oracle.workers import Report
from tests.support.frameworks import torch

#: A body is made of these; ``{made}`` is the call of the optimizer's class.
SQUARED = "((model(x) - y) ** 2).mean()"
LOSS = [f"loss = {SQUARED}", "loss.backward()"]
RECORD = "path.append([loss.detach(), *[p.detach().clone() for p in model.parameters()]])"
RETURN = "return path, optimizer.state_dict()"
#: Forms that name layers of the model, which a complex one has not.
MANY_LAYERS = ("frozen", "groups", "added")
COMPLEX_MODEL = """import torch
from torch import nn


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.full((4,), 0.5 + 0.25j, dtype=torch.complex64))

    def forward(self, x: torch.Tensor):
        return x * self.weight


def make_model():
    return Scale()
"""


@lru_cache(maxsize=1)
def database() -> dict[str, Any]:
    """The entries by name (``SGD``)."""
    return {info.name: info for info in database_of_torch("common_optimizers", "optim_db")}


def units(dtypes: Collection[str]) -> list[Unit]:
    """One an optimizer and dtype."""
    known = [dtype for dtype in dtypes if dtype in ("float32", "float64", "complex64")]
    units = [Unit("optimizers", name, dtype) for name in database() for dtype in known]
    return [unit for unit in units if unit.dtype != "complex64" or database()[unit.entry].supports_complex]


def run(unit: Unit, report: Report) -> None:
    """Every input of one optimizer, in every form."""
    info = database()[unit.entry]
    dtype = getattr(torch, unit.dtype)
    torch.manual_seed(0)
    forms = list(_forms(info, dtype))
    torch.manual_seed(0)
    if not dtype.is_complex:
        run_forms(unit, _workbench(info, dtype), forms, report)
        return
    forms = [form for form in forms if form.name not in MANY_LAYERS]
    for form in forms:
        form.lines = [line.replace(SQUARED, "(model(x) - y).abs().square().mean()") for line in form.lines]
    if info.step_requires_closure:
        dtype = torch.complex128  # see _workbench
    model = COMPLEX_MODEL.replace("torch.complex64", str(dtype))
    bench = Workbench(model, torch.randn(6, 4, dtype=dtype), torch.randn(6, 4, dtype=dtype))
    run_forms(unit, bench, forms, report)


def _workbench(info: Any, dtype: torch.dtype) -> Workbench:
    """A model that the optimizer can train: Muon wants matrices only, SparseAdam sparse gradients."""
    if info.step_requires_closure:
        # It stops where the loss no longer falls: the parameters are known to the root of the loss's rounding.
        dtype = torch.float64
    cast = "" if dtype == torch.float32 else f".to({dtype})"
    layers = "nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2)"
    x = torch.randn(6, 4).to(dtype)
    y = torch.randn(6, 2).to(dtype)
    if info.name == "Muon":
        layers = "nn.Linear(4, 5, bias=False), nn.Tanh(), nn.Linear(5, 2, bias=False)"
    if info.step_requires_closure:
        # One minimum, near: a long way there multiplies rounding, and the two frameworks would go different ways.
        layers = "nn.Linear(4, 2)"
        x = 3 * torch.linalg.qr(x).Q
    if info.only_supports_sparse_grads:
        layers = "nn.Embedding(7, 3, sparse=True)"
        x = torch.tensor([0, 2, 2, 5])
        y = torch.randn(4, 3).to(dtype)
    header = f"import torch\nfrom torch import nn\n\n\ndef make_model():\n    return nn.Sequential({layers}){cast}\n"
    return Workbench(header, x, y)


def _forms(info: Any, dtype: torch.dtype) -> Iterator[TrainingForm]:
    for number, sample in enumerate(info.optim_inputs_func("cpu", dtype)):
        kwargs = dict(sample.kwargs)
        yield from _scenarios(info, number, kwargs)
        flags = [flag for flag in info.supported_impls if flag != "fused" or "cpu" in info.supports_fused_on]
        for flag in flags:
            yield _form(info, flag, number, {**kwargs, flag: True}, *_plain(info))
    yield from _refusals(info, dtype)


def _plain(info: Any) -> tuple[list[str], list[str]]:
    return (["optimizer = {made}"], _loop(info, ["optimizer.step()"]))


def _scenarios(info: Any, number: int, kwargs: Mapping[str, Any]) -> Iterator[TrainingForm]:
    make = ["optimizer = {made}"]
    yield _form(info, "as written", number, kwargs, *_plain(info))
    if kwargs:
        yield _form(info, "position", number, kwargs, *_plain(info), spelling="position")
    yield _form(info, "closure", number, kwargs, make, _closure_loop(["loss = optimizer.step(closure)"]))
    change = [
        "for group in optimizer.param_groups:",
        '    rates.append(float(group["lr"]))',
        '    group["lr"] = 0.5 * rates[-1]',
    ]
    yield _form(
        info,
        "rates",
        number,
        kwargs,
        [*make, "rates = []"],
        _loop(info, ["optimizer.step()", *change]),
        result="return path, rates, optimizer.state_dict()",
    )
    again = [
        "if step == 2:",
        "    saved = optimizer.state_dict()",
        "    optimizer = {made}",
        "    optimizer.load_state_dict(saved)",
    ]
    yield _form(info, "resumed", number, kwargs, make, _loop(info, ["optimizer.step()", *again]))
    keep = _loop(info, ["optimizer.step()"], zero="optimizer.zero_grad(set_to_none=False)")
    yield _form(info, "zeroed", number, kwargs, make, keep)
    names = "model.named_parameters()"
    yield _form(info, "named", number, kwargs, *_plain(info), params=names)
    if info.only_supports_sparse_grads:
        return
    freeze = ["model[0].weight.requires_grad_(False)", *make]
    yield _form(info, "frozen", number, kwargs, freeze, _loop(info, ["optimizer.step()"]))
    if info.supports_param_groups:
        options = '"lr": 0.02, "weight_decay": 0.05' if _takes(info, "weight_decay") else '"lr": 0.02'
        groups = f'[{{"params": model[0].parameters(), {options}}}, {{"params": model[2].parameters()}}]'
        yield _form(info, "groups", number, kwargs, *_plain(info), params=groups)
        add = ["if step == 1:", f'    optimizer.add_param_group({{"params": model[2].parameters(), {options}}})']
        yield _form(
            info, "added", number, kwargs, make, _loop(info, ["optimizer.step()", *add]), params="model[0].parameters()"
        )


def _takes(info: Any, name: str) -> bool:
    return name in inspect.signature(info.optim_cls).parameters


def _loop(info: Any, after: list[str], zero: str = "optimizer.zero_grad()") -> list[str]:
    if info.step_requires_closure:
        return _closure_loop(["loss = optimizer.step(closure)", *after[1:]], zero)
    body = [zero, *LOSS, *after, RECORD]
    return ["path = []", "for step in range(5):", *(f"    {line}" for line in body)]


def _closure_loop(after: list[str], zero: str = "optimizer.zero_grad()") -> list[str]:
    closure = ["def closure():", *(f"    {line}" for line in [zero, *LOSS, "return loss"]), ""]
    return [
        "path = []",
        "for step in range(5):",
        *(f"    {line}" if line else "" for line in [*closure, *after, RECORD]),
    ]


def _form(
    info: Any,
    name: str,
    number: int,
    kwargs: Mapping[str, Any],
    before: list[str],
    loop: list[str],
    *,
    params: str = "model.parameters()",
    spelling: str = "as_written",
    result: str = RETURN,
) -> TrainingForm:
    form = TrainingForm(name, number, [])
    args, keywords = spellings(info.optim_cls, (params,), kwargs).get(spelling, ((params,), dict(kwargs)))
    parts = [params, *(text_of(value, form.tensors) for value in args[1:])]
    parts += [f"{key}={text_of(value, form.tensors)}" for key, value in keywords.items()]
    made = f"torch.optim.{info.name}({', '.join(parts)})"
    form.lines = [line.replace("{made}", made) for line in [*before, *loop, result]]
    return form


def _refusals(info: Any, dtype: torch.dtype) -> Iterator[TrainingForm]:
    """What the database says that the constructor refuses; torch and Paddle must raise the same exception."""
    if info.optim_error_inputs_func is None:
        return
    for number, wrong in enumerate(info.optim_error_inputs_func("cpu", dtype)):
        if wrong.error_on.name != "CONSTRUCTION_ERROR":
            continue
        sample = wrong.optimizer_error_input
        form = TrainingForm("refused", number, [], refuses=True)
        params = "model.parameters()" if sample.params is None else text_of(sample.params, form.tensors)
        kwargs = arguments_text((), sample.kwargs, form.tensors)
        form.lines = [f"return torch.optim.{info.name}({', '.join(filter(None, [params, kwargs]))})"]
        yield form
