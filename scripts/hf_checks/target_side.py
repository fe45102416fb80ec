"""Runs where PaddleFormers or PaddleNLP is installed: loads what transformers saved, compares, prints one JSON line.

python target_side.py LIBRARY RUNTIME_FOLDER FOLDER
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import sys
import types
from pathlib import Path
from typing import Any


def main(library: str, runtime: str, folder: str) -> None:
    """A verdict for each class that has a folder in ``folder``."""
    import paddle

    package = types.ModuleType("helpers")
    package.__path__ = [runtime]
    sys.modules["helpers"] = package
    targets = importlib.import_module("helpers.hf_targets")
    classes = importlib.import_module(f"{library}.transformers")
    verdicts = {}
    for place in sorted(Path(folder).iterdir()):
        try:
            verdicts[place.name] = _compare(targets, getattr(classes, place.name), place)
        except Exception as error:  # what a library's class raises is its verdict
            verdicts[place.name] = f"{type(error).__name__}: {str(error).strip()[:160]}"
    found = {"version": importlib.metadata.version(library), "paddle": paddle.__version__, "classes": verdicts}
    print("RESULT " + json.dumps(found), flush=True)


def _compare(targets: Any, model_class: Any, place: Path) -> str:
    import numpy as np
    import paddle

    wanted = np.load(place / "torch.npz")
    model = targets.load_unchecked(model_class, str(place), None, "float32", {})
    ids, mask = paddle.to_tensor(wanted["ids"]), paddle.to_tensor(wanted["mask"])
    config = json.loads((place / "config.json").read_text())
    given = {"decoder_input_ids": ids.flip(0)} if config.get("is_encoder_decoder") else {}
    largest, compared = 0.0, []
    with paddle.no_grad():
        for name, options in (("plain", {}), ("padded", {"attention_mask": mask})):
            found = model(ids, **given, **options)
            for key in [key.partition(":")[2] for key in wanted.files if key.startswith(name)]:
                value = found.get(key) if hasattr(found, "get") else getattr(found, key, None)
                if not isinstance(value, paddle.Tensor):
                    continue
                expected, actual = wanted[f"{name}:{key}"], value.numpy()
                if name == "padded" and actual.ndim > 1 and actual.shape[:2] == tuple(mask.shape):
                    # What stands at a padded place is not looked at by anyone.
                    keep = wanted["mask"].astype(bool)
                    expected, actual = expected[keep], actual[keep]
                largest = max(largest, float(np.abs(expected - actual).max() / np.abs(expected).max()))
                compared.append(f"{name} {key}")
        if not compared:
            return "no output of the same name"
        if largest > 1e-4:
            return f"outputs differ by {largest:.2g}: {', '.join(compared)}"
        said = f"equal: {', '.join(compared)} (within {largest:.0e})"
        if "generated" not in wanted.files:
            return said
        new = model.generate(ids, max_new_tokens=12, do_sample=False).numpy()
    expected = wanted["generated"]
    width = min(new.shape[1], expected.shape[1])
    if not (new[:, :width] == expected[:, :width]).all():
        return f"generates {new.tolist()}, transformers {expected.tolist()}"
    return said + "; 12 tokens generated greedily"


if __name__ == "__main__":
    main(*sys.argv[1:])
