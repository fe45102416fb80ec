"""Has the parts made, writes the manifest, and runs the parts beside the whole model."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from paconvert_ng.export.compare import Compared
from paconvert_ng.export.deploy import Deployed, Deployment, deploy
from paconvert_ng.export.errors import ExportError
from paconvert_ng.export.session import Session
from paconvert_ng.export.spec import Input, open_dimensions
from paconvert_ng.export.splits.spec import AUTO, read_splits
from paconvert_ng.export.static import Reference
from paconvert_ng.verify.compare import measure

MANIFEST = "manifest.json"
RUNNER = "run_parts.py"
_RUNNER = Path(__file__).with_name(RUNNER)
#: Tokens that are decoded when the parts are compared with the whole model.
_STEPS = 3
_TAIL = 8


@dataclass
class SplitExport:
    """The parts in ``folder``. ``compared``: logits of each step beside the whole model's, torch's and Paddle's;
    ``deployed``: what was made of each part besides.
    """

    folder: Path
    manifest: dict[str, Any]
    deployed: dict[str, Deployed] = field(default_factory=dict)
    compared: list[Compared] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether all logits are, within the tolerance."""
        return all(item.difference.equal for item in self.compared) and all(
            made.is_equal for made in self.deployed.values()
        )


def check_inputs(inputs: Sequence[Input]) -> None:
    """Raises ExportError if they are other than a language model's ids."""
    if len(inputs) != 1 or inputs[0].tensor.dtype not in ("i32", "i64") or len(inputs[0].dims) != 2:
        raise ExportError(
            "--split: the one input of the model is its ids, [batch, length]: --input 'input_ids: i64 ?x? 0..1000'"
        )


def make_split(
    session: Session,
    reference: Reference,
    folder: Path,
    *,
    split: str = AUTO,
    wanted: Deployment,
    python: str,
    timeout: float,
) -> SplitExport:
    """Writes the parts to ``folder``: Paddle's graphs, or ONNX files and what else is ``wanted`` of them.

    Raises ExportError or CannotError where the model cannot be taken apart, or a part not be exported.
    """
    graphs = session.folder / "parts"
    # With fixed sizes there is one length of a cache.
    steps = _STEPS if open_dimensions(session.inputs) else 1
    request = session.request("split", splits=read_splits(split), steps=steps, path=str(graphs))
    made = session.paddle.ask({**request, "do": "parts:split"})
    deployed: dict[str, Deployed] = {}
    parts = []
    for part in made["parts"]:
        saved = graphs / part["name"]
        if wanted.needs_onnx:
            deployed[part["name"]] = _deployed(part, saved, folder, wanted, session.spec.tolerance, python, timeout)
            part.update(deployed[part["name"]].about(wanted))
        else:
            _moved(part, saved, folder)
        parts.append({**part, "files": [{"file": file, "sha256": _digest(folder / file)} for file in part["files"]]})
    _share(parts, folder)
    names = [part["name"] for part in parts]
    decode = [name for name in names if "_cache" in name]
    heads = [name for name in ("lm_head_cache", "lm_head") if name in names]
    blocks = [name for name in decode if name != "lm_head_cache"]
    manifest = {
        "format": 1,
        "kind": "onnx" if wanted.needs_onnx else "paddle",
        "entry": session.spec.entry,
        "split": made["split"],
        "blocks": made["blocks"],
        "cache": made["cache"],
        "order": {
            "first": [name for name in names if name not in decode],
            "next": [*blocks, heads[0]] if blocks else [],
        },
        "parts": parts,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    shutil.copyfile(_RUNNER, folder / RUNNER)
    found = SplitExport(folder, manifest, deployed)
    for number, sizes in enumerate(session.sizes):
        with np.load(session.folder / f"reference-{number}.npz") as held:
            want = {name: held[name] for name in held.files}
        got = _run(folder, session.folder, want, python, timeout)
        for name in [name for name in want if name.startswith("logits_")]:
            found.compared.append(
                Compared(sizes, f"{name}, beside Paddle", measure(want[name], got[name], session.spec.tolerance))
            )
        if reference.name == "torch":
            logits = next(iter(reference.outputs[number].values()))
            difference = measure(logits, got["logits_0"], session.spec.tolerance)
            found.compared.append(Compared(sizes, "logits_0, beside torch", difference))
    return found


def _moved(part: dict[str, Any], saved: Path, folder: Path) -> None:
    """Puts a part's graph into the folder."""
    part["files"] = []
    for kind in ("json", "pdiparams"):
        if (saved / f"model.{kind}").exists():
            shutil.move(saved / f"model.{kind}", folder / f"{part['name']}.{kind}")
            part["files"].append(f"{part['name']}.{kind}")


def _deployed(
    part: dict[str, Any], saved: Path, folder: Path, wanted: Deployment, tolerance: float, python: str, timeout: float
) -> Deployed:
    """Makes ONNX, and what else is wanted, of a part's graph."""
    name = part["name"]
    with np.load(saved / "example.npz") as held:
        inputs = {key: held[key] for key in held.files}
    try:
        made = deploy(
            saved,
            folder / f"{name}.onnx",
            wanted,
            names=part["outputs"],
            inputs=inputs,
            tolerance=tolerance,
            python=python,
            timeout=timeout,
        )
    except ExportError as error:
        raise ExportError(f"{name}: {error}", error.more) from None
    shutil.rmtree(saved)
    part["files"] = [f"{name}.onnx", *([f"{name}.bmodel"] if made.bmodel else [])]
    return made


def _share(parts: list[dict[str, Any]], folder: Path) -> None:
    """A block's weights are the same with and without a cache: one file for both."""
    first: dict[str, str] = {}
    for item in [item for part in parts for item in part["files"]]:
        kept = first.setdefault(item["sha256"], item["file"])
        if kept != item["file"]:
            (folder / item["file"]).unlink()
            item["file"] = kept


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            found.update(block)
    return found.hexdigest()


def _run(
    folder: Path, scratch: Path, want: dict[str, np.ndarray], python: str, timeout: float
) -> dict[str, np.ndarray]:
    """The logits that the parts give for the ids, and for the whole model's tokens after them."""
    steps = sum(name.startswith("logits_") for name in want) - 1
    ids = want["input_ids"]
    tokens = [want[f"logits_{step}"][:, -1].argmax(-1) for step in range(steps)]
    inputs, outputs = scratch / "ids.npz", scratch / "logits.npz"
    chosen = np.stack(tokens, axis=1) if tokens else np.zeros((len(ids), 0), "int64")
    np.savez(inputs, input_ids=ids, tokens=chosen.astype(ids.dtype))
    command = [python, "-W", "ignore", str(folder / RUNNER), str(inputs), str(outputs), "--check"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        raise ExportError(f"{RUNNER} did not end within {timeout:g} s (--timeout)") from None
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        last = said[-1] if said else f"status {done.returncode}"
        raise ExportError(f"the parts do not run: {last}", "\n".join(said[-_TAIL:]))
    with np.load(outputs) as held:
        return {name: held[name] for name in held.files}
