"""Every public class of ``torch.optim.lr_scheduler`` and ``swa_utils.SWALR``, with several arguments, over 12 steps.

torch has no database of them; the arguments are here. The forms: arguments by keyword and by position, two parameter
groups, another optimizer, a state dict loaded into new objects on the way, a start at a later epoch, the deprecated
``step(epoch)``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from tests.oracle.outcomes import Unit
from tests.oracle.training import TrainingForm, Workbench, run_forms
from tests.oracle.workers import Report
from tests.support.frameworks import torch

#: Arguments by class, as they are written after the optimizer. ``a, b | c=d``: the part before the bar by position.
ARGUMENTS: dict[str, list[str]] = {
    "LambdaLR": ["lr_lambda=lambda epoch: 0.9**epoch", "lr_lambda=lambda epoch: 1 / (epoch + 1)"],
    "MultiplicativeLR": ["lr_lambda=lambda epoch: 0.95", "lr_lambda=lambda epoch: 1 / (epoch + 1)"],
    "StepLR": ["step_size=3", "step_size=2, gamma=0.5", "step_size=1, gamma=0.9"],
    "MultiStepLR": ["milestones=[2, 5]", "milestones=[2, 2, 9], gamma=0.3", "milestones=[0, 4], gamma=0.5"],
    "ConstantLR": ["", "factor=0.5, total_iters=4", "factor=0.25, total_iters=20"],
    "LinearLR": ["", "start_factor=0.1, total_iters=7", "start_factor=1.0, end_factor=0.2, total_iters=10"],
    "ExponentialLR": ["gamma=0.9", "gamma=1.0", "gamma=0.5"],
    "PolynomialLR": ["", "total_iters=8, power=2.0", "total_iters=20, power=0.5"],
    "CosineAnnealingLR": ["T_max=10", "T_max=4, eta_min=0.01", "T_max=3, eta_min=0.2"],
    "CosineAnnealingWarmRestarts": ["T_0=4", "T_0=2, T_mult=2", "T_0=3, T_mult=1, eta_min=0.01"],
    "CyclicLR": [
        "base_lr=0.01, max_lr=0.1",
        "base_lr=0.01, max_lr=0.1, step_size_up=3, step_size_down=2",
        'base_lr=0.01, max_lr=0.1, step_size_up=4, mode="triangular2"',
        'base_lr=0.001, max_lr=0.1, step_size_up=2, mode="exp_range", gamma=0.9',
        "base_lr=0.01, max_lr=0.1, step_size_up=3, cycle_momentum=False",
        'base_lr=0.01, max_lr=0.1, step_size_up=3, scale_fn=lambda x: 0.5**x, scale_mode="iterations"',
        "base_lr=0.01, max_lr=0.1, step_size_up=3, base_momentum=0.7, max_momentum=0.95",
    ],
    "OneCycleLR": [
        "max_lr=0.1, total_steps=20",
        "max_lr=0.1, epochs=3, steps_per_epoch=5",
        'max_lr=0.2, total_steps=14, pct_start=0.5, anneal_strategy="linear"',
        "max_lr=0.2, total_steps=14, three_phase=True",
        "max_lr=0.2, total_steps=14, div_factor=10.0, final_div_factor=100.0, cycle_momentum=False",
        "max_lr=0.2, total_steps=14, base_momentum=0.8, max_momentum=0.9",
    ],
    "ReduceLROnPlateau": [
        "",
        "patience=1, factor=0.5",
        'mode="max", patience=0',
        'patience=0, threshold=0.5, threshold_mode="abs", cooldown=2',
        'mode="min", patience=1, min_lr=0.01, eps=1e-3',
        'mode="max", patience=1, threshold=0.2, threshold_mode="rel"',
    ],
    "SWALR": ["swa_lr=0.02", 'swa_lr=0.02, anneal_epochs=5, anneal_strategy="linear"', "swa_lr=0.3, anneal_epochs=3"],
    "SequentialLR": ["", "", ""],
    "ChainedScheduler": ["", ""],
}
#: Where the class takes other schedulers: how these are made, and the arguments after it.
COMBINED: dict[str, list[tuple[list[str], str]]] = {
    "SequentialLR": [
        (
            [
                "first = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.1, total_iters=3)",
                "second = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)",
            ],
            "optimizer, schedulers=[first, second], milestones=[4]",
        ),
        (
            [
                "first = torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=5)",
                "second = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=6)",
            ],
            "optimizer, [first, second], [5]",
        ),
        (
            [
                "first = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda epoch: (epoch + 1) / 3)",
                "second = torch.optim.lr_scheduler.StepLR(optimizer, 2)",
                "third = torch.optim.lr_scheduler.ConstantLR(optimizer, 0.3)",
            ],
            "optimizer, [first, second, third], milestones=[3, 8]",
        ),
    ],
    "ChainedScheduler": [
        (
            [
                "first = torch.optim.lr_scheduler.ConstantLR(optimizer, factor=0.1, total_iters=4)",
                "second = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)",
            ],
            "[first, second]",
        ),
        (
            [
                "first = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3)",
                "second = torch.optim.lr_scheduler.MultiplicativeLR(optimizer, lambda epoch: 0.95)",
            ],
            "schedulers=[first, second], optimizer=optimizer",
        ),
    ],
}
#: Classes whose ``step`` takes an epoch (deprecated), and that can start at a later one.
NO_EPOCH = ("ReduceLROnPlateau", "SequentialLR", "ChainedScheduler")
NO_START = (*NO_EPOCH, "SWALR", "CyclicLR", "OneCycleLR")
OPTIMIZERS = {
    "sgd": "torch.optim.SGD({params}, lr=0.1, momentum=0.9)",
    "adamw": "torch.optim.AdamW({params}, lr=0.1, weight_decay=0.05)",
}
GROUPS = '[{"params": model[0].parameters(), "lr": 0.05}, {"params": model[2].parameters()}]'
HEADER = (
    "import torch\nfrom torch import nn\n\n\n"
    "def make_model():\n    return nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.Linear(5, 2))\n"
)


def units(dtypes: Collection[str]) -> list[Unit]:
    """One a class; the dtype does not matter, so only float32."""
    return [Unit("schedulers", name, "float32") for name in ARGUMENTS] if "float32" in dtypes else []


def run(unit: Unit, report: Report) -> None:
    """Every set of arguments of one class, in every form."""
    torch.manual_seed(0)
    bench = Workbench(HEADER, torch.randn(6, 4), torch.randn(6, 2))
    run_forms(unit, bench, list(_forms(unit.entry)), report)


def _forms(name: str) -> Iterator[TrainingForm]:
    for number, arguments in enumerate(ARGUMENTS[name]):
        make = _make(name, number, arguments)
        plain = OPTIMIZERS["sgd"].format(params="model.parameters()")
        yield _form("as written", number, plain, make, _steps(name))
        if arguments and name not in COMBINED:
            positional = _make(name, number, _by_position(name, arguments))
            if positional != make:
                yield _form("position", number, plain, positional, _steps(name))
        groups = OPTIMIZERS["sgd"].format(params=GROUPS)
        yield _form("groups", number, groups, make, _steps(name))
        yield _form("adamw", number, OPTIMIZERS["adamw"].format(params="model.parameters()"), make, _steps(name))
        again = [
            "if step == 4:",
            "    saved, saved_optimizer = scheduler.state_dict(), optimizer.state_dict()",
            *(f"    {line}" for line in [f"optimizer = {groups}", *make]),
            "    optimizer.load_state_dict(saved_optimizer)",
            "    scheduler.load_state_dict(saved)",
        ]
        yield _form("resumed", number, groups, make, [*_steps(name), *again])
        if name not in NO_EPOCH:
            yield _form("epoch", number, plain, make, ["scheduler.step(step + 1)"])
            yield _form("epoch backwards", number, groups, make, ["scheduler.step(11 - step)"])
        if name not in NO_START:
            start = ["for group in optimizer.param_groups:", '    group["initial_lr"] = 0.2']
            later = [make[-1][:-1] + ", last_epoch=3)"]
            yield _form("later start", number, groups, [*start, *make[:-1], *later], _steps(name))


def _make(name: str, number: int, arguments: str) -> list[str]:
    module = "torch.optim.swa_utils" if name == "SWALR" else "torch.optim.lr_scheduler"
    if name in COMBINED:
        parts, combined = COMBINED[name][number]
        return [*parts, f"scheduler = {module}.{name}({combined})"]
    return [f"scheduler = {module}.{name}({', '.join(filter(None, ['optimizer', arguments]))})"]


def _by_position(name: str, arguments: str) -> str:
    """The first argument (and those that follow it in the signature) without its keyword."""
    first, _, rest = arguments.partition(", ")
    leading = {"CyclicLR": 2}.get(name, 1)
    if name == "ReduceLROnPlateau" and not first.startswith("mode="):
        return arguments
    if name == "PolynomialLR" or leading == 1:
        return ", ".join(filter(None, [first.split("=", 1)[1], rest]))
    second, _, rest = rest.partition(", ")
    return ", ".join(filter(None, [first.split("=", 1)[1], second.split("=", 1)[1], rest]))


def _steps(name: str) -> list[str]:
    if name == "ReduceLROnPlateau":
        return ["scheduler.step([1.0, 0.9, 0.9, 0.89, 0.95, 0.7, 0.7, 0.7, 0.71, 0.2, 0.2, 0.3][step])"]
    return ["scheduler.step()"]


def _form(name: str, number: int, optimizer: str, make: Sequence[str], steps: Sequence[str]) -> TrainingForm:
    body = [
        "optimizer.zero_grad()",
        "loss = ((model(x) - y) ** 2).mean()",
        "loss.backward()",
        "optimizer.step()",
        *steps,
        'rates.append([[group["lr"] for group in optimizer.param_groups], scheduler.get_last_lr()])',
        "path.append([p.detach().clone() for p in model.parameters()])",
    ]
    lines = [
        f"optimizer = {optimizer}",
        *make,
        'rates = [[group["lr"] for group in optimizer.param_groups]]',
        "path = []",
        "for step in range(12):",
        *(f"    {line}" for line in body),
        "return rates, path, scheduler.state_dict(), optimizer.state_dict()",
    ]
    return TrainingForm(name, number, lines)
