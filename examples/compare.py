"""Runs a torch model and its conversion on the same weights and inputs, and prints how far apart they are.

    python examples/compare.py examples/tinychat out/tinychat

Both frameworks must be installed. Weights go over by state-dict key, with no mapping.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np


def load(folder: str, package: str) -> tuple[ModuleType, ModuleType]:
    """The modelling and configuration modules of a repo folder, imported as the package ``package``."""
    module = ModuleType(package)
    module.__path__ = [str(Path(folder).resolve())]
    sys.modules[package] = module
    return importlib.import_module(f"{package}.modeling_tinychat"), importlib.import_module(
        f"{package}.configuration_tinychat"
    )


def main(torch_folder: str, paddle_folder: str) -> int:
    import paddle
    import torch

    torch_code, torch_config = load(torch_folder, "tinychat_torch")
    paddle_code, paddle_config = load(paddle_folder, "tinychat_paddle")
    config_file = Path(torch_folder) / "config.json"
    model = torch_code.TinyChatForCausalLM(torch_config.TinyChatConfig.from_json(config_file)).eval()
    converted = paddle_code.TinyChatForCausalLM(paddle_config.TinyChatConfig.from_json(config_file))
    converted.eval()

    generator = torch.Generator().manual_seed(0)
    weights = {key: torch.randn(value.shape, generator=generator) * 0.2 for key, value in model.state_dict().items()}
    model.load_state_dict(weights)
    target = converted.state_dict()
    same_keys = set(target) == set(weights) and all(list(target[k].shape) == list(weights[k].shape) for k in weights)
    for key, value in target.items():
        value.set_value(paddle.to_tensor(weights[key].numpy()))

    ids = np.arange(24, dtype="int64").reshape(2, 12) * 7 % 256
    ours, theirs = torch.tensor(ids), paddle.to_tensor(ids)

    def difference(one: Any, other: Any) -> float:
        return float(np.abs(one.detach().numpy() - other.numpy()).max())

    loss, logits, past = model(ours, labels=ours)
    loss_2, logits_2, past_2 = converted(theirs, labels=theirs)
    step, step_2 = model(ours[:, :1], past)[0], converted(theirs[:, :1], past_2)[0]
    loss.backward()
    loss_2.backward()
    gradients = max(
        difference(dict(model.named_parameters())[name].grad, parameter.grad)
        for name, parameter in converted.named_parameters()
    )
    tokens = model.generate(ours, 20).numpy()
    rows = [
        ("state-dict keys and shapes", "the same" if same_keys else "DIFFERENT", same_keys),
        ("logits", f"max difference {difference(logits, logits_2):.1e}", difference(logits, logits_2) < 1e-4),
        ("logits with the cache", f"max difference {difference(step, step_2):.1e}", difference(step, step_2) < 1e-4),
        ("gradients of the loss", f"max difference {gradients:.1e}", gradients < 1e-4),
        ("20 generated tokens", "", bool((tokens == converted.generate(theirs, 20).numpy()).all())),
    ]
    for name, text, good in rows:
        print(f"  {'ok  ' if good else 'FAIL'} {name:28} {text or ('identical' if good else 'DIFFERENT')}")
    return 0 if all(good for *_, good in rows) else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
