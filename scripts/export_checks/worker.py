"""One back end in its process: loads, runs once, compares with torch's outputs, and is then timed in turns.

The job comes as JSON in the first argument; each line on standard input is the number of milliseconds that a turn
takes about; each answer is one line of JSON.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

#: Runs before anything is timed.
WARM = 2
#: Threads of OpenMP look for more work this long after a run; another process is timed next.
SPIN = 0.25

Run = Callable[[], Sequence[np.ndarray]]


def main() -> None:
    warnings.simplefilter("ignore")
    job = json.loads(sys.argv[1])
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def say(answer: Any) -> None:
        print(json.dumps(answer), file=channel, flush=True)

    try:
        if job["do"] == "weights":
            say(make_weights(job))
            return
        run, timed = BACK_ENDS[job["do"]](job)
        say({"error": far(run(), expected(job["graph"]))})
    except Exception as error:  # whatever a back end cannot do is said in the table
        lines = str(error).strip().splitlines() or [""]
        say({"failed": f"{type(error).__name__}: {lines[0]}"[:200]})
        return
    for _ in range(WARM):
        timed()
    for line in sys.stdin:
        say(turn(timed, float(line) / 1000))


def turn(run: Callable[[], Any], seconds: float) -> dict[str, list[float]]:
    """Milliseconds of each run: by the clock, and of the processor."""
    run()
    clock: list[float] = []
    processor: list[float] = []
    end = time.perf_counter() + seconds
    while not clock or time.perf_counter() < end:
        started, busy = time.perf_counter(), time.process_time()
        run()
        clock.append(1000 * (time.perf_counter() - started))
        processor.append(1000 * (time.process_time() - busy))
    time.sleep(SPIN)
    return {"clock": clock, "cpu": processor}


def far(found: Sequence[np.ndarray], wanted: Sequence[np.ndarray]) -> float:
    """The largest difference, as a part of the largest value of that output."""
    if [item.shape for item in found] != [item.shape for item in wanted]:
        raise ValueError(f"shapes {[item.shape for item in found]}, not {[item.shape for item in wanted]}")
    parts = [
        float(np.abs(one.astype("float64") - two).max()) / max(float(np.abs(two).max()), 1e-30)
        for one, two in zip(found, wanted, strict=True)
    ]
    return max(parts) if np.isfinite(parts).all() else float("inf")


def arrays(graph: str) -> dict[str, np.ndarray]:
    """The inputs by their names in the graph, in its order."""
    with np.load(Path(graph, "example.npz")) as file:
        return {item["name"]: file[item["name"]] for item in about(graph)["inputs"]}


def expected(graph: str) -> list[np.ndarray]:
    """What torch gave when the graph was exported."""
    with np.load(Path(graph, "example.npz")) as file:
        return [file[f"expected/{item['name']}"] for item in about(graph)["outputs"]]


def about(graph: str) -> dict[str, Any]:
    return dict(json.loads(Path(graph, "export.json").read_text(encoding="utf-8")))


def leaves(value: Any) -> list[Any]:
    """The tensors of an output."""
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in leaves(item)]
    return [value]


def arguments(tensors: Sequence[Any]) -> list[Any]:
    """The image, or ids and the cache: pairs of keys and values."""
    first, *past = tensors
    return [first, [past[at : at + 2] for at in range(0, len(past), 2)]] if past else [first]


def make_weights(job: Mapping[str, Any]) -> dict[str, Any]:
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    model = built(job, "source")
    save_file({name: value.contiguous().clone() for name, value in model.state_dict().items()}, job["weights"])
    return {"weights": job["weights"]}


def built(job: Mapping[str, Any], folder: str) -> Any:
    sys.path.insert(0, str(Path(job["work"], folder)))
    module, _, name = job["entry"].partition(":")
    return getattr(importlib.import_module(module), name)(*job["args"])


def by_torch(job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(job["threads"])
    model = built(job, "source")
    model.load_state_dict(load_file(job["weights"]))
    model.eval()
    tensors = arguments([torch.from_numpy(value) for value in arrays(job["graph"]).values()])
    called = torch.compile(model) if job["do"] == "torch.compile" else model

    def timed() -> Any:
        with torch.no_grad():
            return called(*tensors)

    return (lambda: [leaf.numpy() for leaf in leaves(timed())]), timed


def by_paddle(job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    """The converted model, step by step."""
    import paddle
    from safetensors.numpy import load_file

    from paconvert_ng.verify.worker.blocked import block_source_frameworks

    block_source_frameworks()
    model = built(job, "converted")
    wrong = model.set_state_dict({name: paddle.to_tensor(value) for name, value in load_file(job["weights"]).items()})
    if wrong and any(wrong):
        raise ValueError(f"missing and unknown: {wrong}")
    model.eval()
    tensors = [paddle.to_tensor(value) for value in arrays(job["graph"]).values()]
    return _eager(model, arguments(tensors))


def by_twin(job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    import paddle

    return _eager(_twin(job), _of_twin([paddle.to_tensor(value) for value in arrays(job["graph"]).values()]))


def by_graph(job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    """predict.py of the export."""
    return _predicted(job["graph"], job)


def by_graph_of_twin(job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    """The same predict.py, with a graph of Paddle's own layers for the example's sizes."""
    import paddle

    with tempfile.TemporaryDirectory() as folder:
        described = about(job["graph"])
        shapes = {name: value.shape for name, value in arrays(job["graph"]).items()}
        specs = [
            paddle.static.InputSpec(shapes[item["name"]], item["dtype"], item["name"]) for item in described["inputs"]
        ]
        traced = paddle.jit.to_static(_twin(job), input_spec=_of_twin(specs), full_graph=True)
        paddle.jit.save(traced, f"{folder}/model")
        described |= {"conditions": []}
        Path(folder, "export.json").write_text(json.dumps(described), encoding="utf-8")
        for name in ("predict.py", "example.npz"):
            shutil.copyfile(Path(job["graph"], name), Path(folder, name))
        return _predicted(folder, job)


def _of_twin(tensors: Sequence[Any]) -> list[Any]:
    first, *past = tensors
    return [first, past] if past else [first]


def _twin(job: Mapping[str, Any]) -> Any:
    from safetensors.numpy import load_file

    from scripts.export_checks.twins import twin

    return twin(job["twin"], load_file(job["weights"]))


def _eager(model: Any, tensors: Sequence[Any]) -> tuple[Run, Callable[[], Any]]:
    import paddle

    def timed() -> Any:
        with paddle.no_grad():
            return model(*tensors)

    return (lambda: [leaf.numpy() for leaf in leaves(timed())]), timed


def _predicted(folder: str, job: Mapping[str, Any]) -> tuple[Run, Callable[[], Any]]:
    sys.path.insert(0, folder)
    model = importlib.import_module("predict").Model(folder, threads=job["threads"], onednn="oneDNN" in job["do"])
    inputs = arrays(folder)
    return (lambda: list(model(**inputs).values())), (lambda: model(**inputs))


BACK_ENDS: dict[str, Callable[[Mapping[str, Any]], tuple[Run, Callable[[], Any]]]] = {
    "torch": by_torch,
    "torch.compile": by_torch,
    "converted": by_paddle,
    "static": by_graph,
    "static, oneDNN": by_graph,
    "layers": by_twin,
    "layers, static": by_graph_of_twin,
    "layers, static, oneDNN": by_graph_of_twin,
}


if __name__ == "__main__":
    main()
