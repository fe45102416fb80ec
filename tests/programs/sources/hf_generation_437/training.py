"""A loop that trains as scripts for transformers before 4.46 do, with its own AdamW."""
import warnings

import torch
from torch import nn
from transformers import AdamW, get_linear_schedule_with_warmup, set_seed
from transformers.optimization import AdamW as SameAdamW

set_seed(42)
inputs = torch.arange(12.0).reshape(4, 3) / 10
targets = torch.tensor([0, 1, 1, 0])
for options in (
    {"lr": 0.05, "no_deprecation_warning": True},
    {"lr": 0.1, "eps": 1e-4, "correct_bias": False, "betas": (0.8, 0.9), "weight_decay": 0.2},
):
    model = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 2))
    for number, parameter in enumerate(model.parameters()):
        nn.init.constant_(parameter, 0.1 * (number + 1))
        with torch.no_grad():
            parameter.add_(torch.arange(float(parameter.numel())).reshape(parameter.shape) * 0.05)
    no_decay = ["bias", "LayerNorm.weight"]
    groups = [
        {"params": [p for n, p in model.named_parameters() if not any(nd in n for nd in no_decay)]},
        {"params": [p for n, p in model.named_parameters() if any(nd in n for nd in no_decay)], "weight_decay": 0.0},
    ]
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        optimizer = AdamW(groups, **options)
    print([item.category.__name__ for item in caught], type(optimizer).__name__, isinstance(optimizer, SameAdamW))
    scheduler = get_linear_schedule_with_warmup(optimizer, num_warmup_steps=2, num_training_steps=6)
    for step in range(6):
        loss = nn.functional.cross_entropy(model(inputs), targets)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        scheduler.step()
        optimizer.zero_grad()
        print(step, round(loss.item(), 3), [round(rate, 6) for rate in scheduler.get_last_lr()])
    print([round(value, 2) for parameter in model.parameters() for value in parameter.flatten().tolist()])
    print(sorted(optimizer.state[groups[0]["params"][0]]), optimizer.state[groups[0]["params"][0]]["step"])
try:
    AdamW([torch.nn.Parameter(torch.ones(1))], lr=-1.0, no_deprecation_warning=True)
except ValueError as error:
    print(error)
