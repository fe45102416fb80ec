"""One side of ``test_remote_code``: a repository's model in torch, or its conversion in Paddle, and all that it says.

python -m tests.hf.remote_side {torch|paddle} FOLDER CLASS WEIGHTS RESULT.npz CONFIG-JSON
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np


def main(kind: str, folder: str, cls: str, weights: str, out: str, changes: str) -> None:
    framework = _framework(kind)
    sys.path.insert(0, str(Path(folder).parent))
    name = Path(folder).name
    model_class = getattr(importlib.import_module(f"{name}.modeling_{name}"), cls)
    config = model_class.config_class.from_pretrained(folder, **json.loads(changes))
    rng = np.random.default_rng(0)
    if kind == "torch":
        model = model_class(config).eval()
        with framework.no_grad():
            for parameter in model.parameters():
                parameter.copy_(framework.from_numpy(rng.standard_normal(tuple(parameter.shape)) * 0.2))
        model.save_pretrained(weights)
    else:
        model, info = model_class.from_pretrained(weights, config=config, output_loading_info=True)
        assert not any(info.values()), info
    np.savez(out, **_results(framework, kind, model, _tokenizer()))  # type: ignore[arg-type]


def _framework(kind: str) -> Any:
    if kind == "paddle":
        from paconvert_ng.verify.worker.blocked import block_source_frameworks

        block_source_frameworks()
    else:
        from scripts.hf_checks.repos import torch_path

        sys.path[:0] = torch_path("4.37.2")
    return importlib.import_module(kind)


def _tokenizer() -> Any:
    from tokenizers import Tokenizer  # type: ignore[import-untyped]
    from tokenizers.models import WordLevel  # type: ignore[import-untyped]
    from tokenizers.pre_tokenizers import Whitespace  # type: ignore[import-untyped]
    from transformers import PreTrainedTokenizerFast

    special = {"<pad>": 0, "<s>": 1, "</s>": 2, "<unk>": 3}
    words = Tokenizer(WordLevel({**special, **{f"w{i}": 4 + i for i in range(60)}}, unk_token="<unk>"))
    words.pre_tokenizer = Whitespace()
    tokens = {"pad_token": "<pad>", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    names = ["input_ids", "attention_mask"]
    return PreTrainedTokenizerFast(tokenizer_object=words, model_input_names=names, **tokens)


def _results(framework: Any, kind: str, model: Any, tokenizer: Any) -> dict[str, np.ndarray]:
    made: Callable[[np.ndarray], Any] = framework.from_numpy if kind == "torch" else framework.to_tensor
    rng = np.random.default_rng(1)
    ids = rng.integers(4, 60, (2, 7))
    mask = np.ones((2, 7), "int64")
    mask[1, 4:] = 0
    left = {"attention_mask": made(mask[:, ::-1].copy()), "pad_token_id": 0, "do_sample": False}
    found: dict[str, Any] = {}
    with framework.no_grad():
        output = model(made(ids), attention_mask=made(mask), output_hidden_states=True, return_dict=True)
        for number, tensor in enumerate((output.logits, *output.hidden_states)):
            found[f"forward {number}"] = tensor
        first = model(made(ids[:, :6].copy()), use_cache=True)
        found["cached"] = model(made(ids[:, 6:].copy()), past_key_values=first.past_key_values, use_cache=True).logits
    found["greedy"] = model.generate(made(ids), max_new_tokens=8, **left)
    found["beams"] = model.generate(made(ids), max_new_tokens=6, num_beams=3, **left)
    asked = {"history": [("w4", "w5")], "max_new_tokens": 6}
    found["chat"] = np.array(str(model.chat(tokenizer, "w1 w2 w3", do_sample=False, **asked)))
    found["stream"] = np.array([str(part) for part in model.stream_chat(tokenizer, "w1 w2 w3", **asked)])
    labels = np.where(mask == 1, ids, -100)
    for name in ("step", "checkpointed"):
        model.train()
        model.zero_grad() if kind == "torch" else model.clear_gradients(set_to_zero=False)
        if name == "checkpointed":
            model.gradient_checkpointing_enable()
        loss = model(made(ids), attention_mask=made(mask), labels=made(labels)).loss
        loss.backward()
        found[name] = loss
        # Clearing gradients empties these very tensors in Paddle.
        gradients = {key: p.grad for key, p in model.named_parameters() if p.grad is not None}
        found.update({f"{name} {key}": np.array(gradient.numpy()) for key, gradient in gradients.items()})
    return {key: value if isinstance(value, np.ndarray) else value.detach().numpy() for key, value in found.items()}


if __name__ == "__main__":
    main(*sys.argv[1:])
