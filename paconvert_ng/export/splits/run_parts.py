"""Runs the parts beside this file, one after the other, as manifest.json says. Needs numpy, and onnxruntime or paddle.

python run_parts.py 11,42,7 --new 5             token ids, and how many to add to them
python run_parts.py inputs.npz outputs.npz      ids and tokens in, the logits of each step out
python run_parts.py --check                     whether the files are those of the manifest

from run_parts import Parts
tokens = Parts().generate(ids, 20)              ids: int64 [batch, length]
"""

import argparse
import hashlib
import json
import os
from typing import Any

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


class Parts:
    """The parts in ``folder``; each is loaded when it first runs."""

    def __init__(self, folder: str = HERE) -> None:
        self.folder = folder
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as file:
            self.manifest = json.load(file)
        self._parts = {part["name"]: part for part in self.manifest["parts"]}
        self._loaded: dict[str, Any] = {}

    def first(self, ids: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The logits for the ids, and the cache for ``next`` (empty if the model gives none)."""
        values = {"input_ids": ids}
        self._run(self.manifest["order"]["first"], values)
        return values["logits"], self._cache(values)

    def next(self, token: np.ndarray, cache: dict[str, np.ndarray]) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The logits for one more token of each sequence, [batch, 1], and the longer cache."""
        if not self.manifest["order"]["next"]:
            raise ValueError("these parts have none for a cache")
        values = {"input_ids": token, **cache}
        self._run(self.manifest["order"]["next"], values)
        return values["logits"], self._cache(values)

    def generate(self, ids: np.ndarray, count: int) -> np.ndarray:
        """The ids and ``count`` more, always the likeliest."""
        logits, cache = self.first(ids)
        for number in range(count):
            token = logits[:, -1].argmax(-1).astype(ids.dtype)[:, None]
            ids = np.concatenate([ids, token], axis=1)
            if number + 1 < count:
                logits, cache = self.next(token, cache) if cache else self.first(ids)
        return ids

    def check(self) -> None:
        """Raises ValueError where a file is not the one that the manifest was written for."""
        for part in self.manifest["parts"]:
            for item in part["files"]:
                with open(os.path.join(self.folder, item["file"]), "rb") as file:
                    digest = hashlib.sha256()
                    for block in iter(lambda: file.read(1 << 20), b""):
                        digest.update(block)
                if digest.hexdigest() != item["sha256"]:
                    raise ValueError(f"{item['file']} is not the file that manifest.json names")

    def _cache(self, values: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        how = self.manifest["cache"]
        found = {}
        for name, value in values.items():
            if how and name.startswith("present_"):
                past = "past" + name[len("present") :]
                whole = how["present"] == "whole" or past not in values
                found[past] = value if whole else np.concatenate([values[past], value], axis=how["axis"])
        return found

    def _run(self, names: list[str], values: dict[str, np.ndarray]) -> None:
        for name in names:
            part = self._parts[name]
            for item in part["inputs"]:
                value = values[item["name"]]
                fits = len(item["shape"]) == value.ndim and all(
                    want in (None, size) for want, size in zip(item["shape"], value.shape, strict=True)
                )
                if not fits or str(value.dtype) != item["dtype"]:
                    raise ValueError(
                        f"{name} takes {item['name']} as {item['dtype']} {item['shape']} (None: any size), and this is "
                        f"{value.dtype} {list(value.shape)}"
                    )
            found = self._of(part)([values[item["name"]] for item in part["inputs"]])
            values.update(zip(part["outputs"], found, strict=True))
            broken = [
                text for text, holds in zip(part["conditions"], values.pop("conditions", ()), strict=False) if not holds
            ]
            if broken:
                raise ValueError(f"{name} is not for these sizes: it was made where {broken[0]}")

    def _of(self, part: dict[str, Any]) -> Any:
        name = part["name"]
        if name not in self._loaded:
            paths = [os.path.join(self.folder, item["file"]) for item in part["files"]]
            load = _onnx if self.manifest["kind"] == "onnx" else _paddle
            self._loaded[name] = load(paths, [item["name"] for item in part["inputs"]])
        return self._loaded[name]


def _onnx(paths: list[str], names: list[str]) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(paths[0], options, providers=["CPUExecutionProvider"])
    taken = {item.name for item in session.get_inputs()}
    return lambda values: session.run(None, {n: v for n, v in zip(names, values, strict=True) if n in taken})


def _paddle(paths: list[str], names: list[str]) -> Any:
    import paddle
    from paddle import inference

    # Paddle 3.3.1 gives wrong numbers where a kernel without strides gets a view (transpose, unbind, slice).
    paddle.set_flags({"FLAGS_use_stride_kernel": False})
    config = inference.Config(paths[0], paths[1] if len(paths) > 1 else "")
    config.disable_glog_info()
    config.disable_onednn()
    predictor = inference.create_predictor(config)
    taken = set(predictor.get_input_names())

    def run(values: list[np.ndarray]) -> list[np.ndarray]:
        for name, value in zip(names, values, strict=True):
            if name in taken:
                predictor.get_input_handle(name).copy_from_cpu(np.ascontiguousarray(value))
        predictor.run()
        return [predictor.get_output_handle(name).copy_to_cpu() for name in predictor.get_output_names()]

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the exported parts.")
    parser.add_argument("ids", nargs="?", help="token ids with commas between, or an .npz file: input_ids, tokens")
    parser.add_argument("outputs", nargs="?", help="the .npz file to write: logits_0, logits_1, …")
    parser.add_argument("--new", type=int, default=0, metavar="N", help="how many tokens to add")
    parser.add_argument("--check", action="store_true", help="compare the files with the manifest first")
    options = parser.parse_args()
    parts = Parts()
    if options.check:
        parts.check()
    if options.ids is None:
        return
    if options.outputs is None:
        ids = np.array([[int(text) for text in options.ids.split(",")]], dtype="int64")
        print(",".join(map(str, parts.generate(ids, options.new)[0].tolist())))
        return
    with np.load(options.ids) as file:
        ids, tokens = file["input_ids"], file["tokens"]
    logits, cache = parts.first(ids)
    found = [logits]
    for step in range(tokens.shape[1]):
        logits, cache = parts.next(tokens[:, step : step + 1], cache)
        found.append(logits)
    np.savez(options.outputs, **{f"logits_{number}": value for number, value in enumerate(found)})  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
