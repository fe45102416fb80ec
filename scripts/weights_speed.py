"""Measures ``paconvert weights`` beside ``cp`` and fsync: a checkpoint of 2 GB in bfloat16, every Linear transposed.

    python scripts/weights_speed.py --folder /some/disk            # 2 GB, five rounds
    python scripts/weights_speed.py --folder /some/disk --gb 10 --rounds 1

In each round both are run one after the other, from a warm page cache, and what they wrote is deleted. The memory is
the highest RssAnon of the process, sampled every 10 ms: mapped files are not in it, and the system takes them back
when it needs to. ``--plan N`` instead makes a sparse file of N GB and measures the planning alone.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_HIDDEN, _INNER, _VOCAB = 2048, 5632, 32000


def main() -> None:
    """Make, run, print."""
    parser = argparse.ArgumentParser(description="Measure paconvert weights beside cp.")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()), help="on the disk to measure")
    parser.add_argument("--gb", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--plan", type=float, metavar="GB", help="a sparse file of so many GB, planned only")
    found = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=found.folder) as name:
        place = Path(name)
        if found.plan:
            _measure_plan(place, found.plan)
        else:
            _measure(place, found.gb, found.rounds)


def _measure(place: Path, gigabytes: float, rounds: int) -> None:
    source = _make(place / "in", gigabytes, sparse=False)
    size = source.stat().st_size
    print(f"{size / 1e9:.2f} GB, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    ratios = []
    for number in range(rounds):
        begin = _processor_seconds()
        copying = _timed_copy(source, place / "copy")
        middle = _processor_seconds()
        converting, memory = _timed_conversion(place / "in", place / "out")
        end = _processor_seconds()
        shutil.rmtree(place / "out")
        ratios.append(converting / copying)
        print(
            f"round {number + 1}: cp and fsync {copying:.2f} s ({middle - begin:.1f} s of processors), paconvert "
            f"weights {converting:.2f} s ({end - middle:.1f}): {ratios[-1]:.2f} times; {memory / 1e6:.0f} MB anonymous",
            flush=True,
        )
    print(f"median: {statistics.median(ratios):.2f} times")


def _make(folder: Path, gigabytes: float, sparse: bool) -> Path:
    """A Llama of about this size; random bytes, or none at all on the disk."""
    import numpy as np

    per_layer = 2 * (4 * _HIDDEN * _HIDDEN + 3 * _HIDDEN * _INNER + 2 * _HIDDEN)
    layers = max(round((gigabytes * 1e9 - 4 * _VOCAB * _HIDDEN) / per_layer), 1)
    shapes = {"model.embed_tokens.weight": [_VOCAB, _HIDDEN]}
    for layer in range(layers):
        base = f"model.layers.{layer}."
        shapes |= {f"{base}self_attn.{name}_proj.weight": [_HIDDEN, _HIDDEN] for name in "qkvo"}
        shapes |= {f"{base}mlp.{name}_proj.weight": [_INNER, _HIDDEN] for name in ("gate", "up")}
        shapes[f"{base}mlp.down_proj.weight"] = [_HIDDEN, _INNER]
        shapes |= {f"{base}{name}_layernorm.weight": [_HIDDEN] for name in ("input", "post_attention")}
    shapes |= {"model.norm.weight": [_HIDDEN], "lm_head.weight": [_VOCAB, _HIDDEN]}
    folder.mkdir()
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "num_hidden_layers": layers}
    (folder / "config.json").write_text(json.dumps(config))
    header, at = {}, 0
    for name, shape in shapes.items():
        end = at + 2 * int(np.prod(shape))
        header[name] = {"dtype": "BF16", "shape": shape, "data_offsets": [at, end]}
        at = end
    text = json.dumps(header).encode()
    path = folder / "model.safetensors"
    with open(path, "wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        if sparse:
            stream.truncate(8 + len(text) + at)
        else:
            block = np.random.default_rng(0).bytes(1 << 24)
            for start in range(0, at, len(block)):
                stream.write(block[: at - start])
        os.fsync(stream.fileno())
    return path


def _processor_seconds() -> float:
    """Of all processes that were run and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _timed_copy(source: Path, target: Path) -> float:
    start = time.perf_counter()
    subprocess.run(["cp", "--reflink=never", source, target], check=True)
    subprocess.run(["sync", target], check=True)
    took = time.perf_counter() - start
    target.unlink()
    return took


def _timed_conversion(source: Path, target: Path, *more: str) -> tuple[float, int]:
    command = [sys.executable, "-m", "paconvert_ng", "weights", "--in_dir", str(source), "--output_dir", str(target)]
    start = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--target", "paddlenlp", *more], cwd=ROOT, stdout=subprocess.DEVNULL, text=True
    )
    highest = 0
    done = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not done.wait(0.01):
            highest = max(highest, _anonymous(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    code = process.wait()
    took = time.perf_counter() - start
    done.set()
    watcher.join()
    if code:
        raise SystemExit("the conversion failed")
    return took, highest


def _anonymous(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon")), 0)


def _measure_plan(place: Path, gigabytes: float) -> None:
    source = _make(place / "in", gigabytes, sparse=True)
    took, memory = _timed_conversion(place / "in", place / "out", "--dry_run")
    on_disk = source.stat().st_blocks * 512
    print(
        f"{source.stat().st_size / 1e9:.2f} GB sparse ({on_disk / 1e6:.1f} MB on the disk): planned in {took:.2f} s, "
        f"{memory / 1e6:.0f} MB anonymous"
    )


if __name__ == "__main__":
    main()
