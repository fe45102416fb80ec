"""Models with dynamic sizes: converted, saved by plain paddle.jit.save, loaded again, and compared with torch.

    python -m tests.static.battery [--static_graph] [--single] [NAME ...]

Each program of ``programs/`` has a class ``Model``, ``INPUTS`` (``{"x": "f32 B T 8"}``: a letter is a dynamic size; a
list stands for a list of tensors) and perhaps ``SIZES``. For each of the sizes what the converted model gives run
eagerly, loaded by paddle.jit.load and run by paddle.inference must be what torch gives. Nothing of the converter is
there when the model runs. One line a program: ``ok``, or the step at which it fails and why.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import tempfile
import traceback
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("GLOG_minloglevel", "2")

HERE = Path(__file__).parent
NAMES = sorted(path.stem for path in (HERE / "programs").glob("*.py"))
SIZES = [{"B": 2, "T": 5, "P": 3}, {"B": 3, "T": 7, "P": 1}, {"B": 1, "T": 4, "P": 6}]
TOLERANCE = 1e-4


def load(path: Path, name: str) -> Any:
    """The module in a file."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def tensor(text: str, sizes: dict[str, int], seed: int) -> Any:
    """A numpy array for ``f32 B T 8`` or ``i64 B T 0..10``."""
    import numpy as np

    dtype, *words = text.split()
    bounds = [word for word in words if ".." in word]
    shape = [int(word) if word.isdigit() else sizes[word] for word in words if ".." not in word]
    random = np.random.RandomState(seed)
    if dtype == "f32":
        return random.randn(*shape).astype("float32")
    low, high = bounds[0].split("..")
    return random.randint(int(low), int(high), size=shape).astype("int64")


def specs(inputs: dict[str, Any]) -> list[Any]:
    import paddle

    def spec(name: str, text: str) -> Any:
        dtype, *words = text.split()
        shape = [int(word) if word.isdigit() else None for word in words if ".." not in word]
        return paddle.static.InputSpec(shape, {"f32": "float32", "i64": "int64"}[dtype], name)

    return [
        [spec(f"{name}_{index}", one) for index, one in enumerate(text)] if isinstance(text, list) else spec(name, text)
        for name, text in inputs.items()
    ]


def flat(value: Any) -> list[Any]:
    """Tensors and numbers of nested outputs as arrays, in order (of keys, as Paddle saves them), without None."""
    import numpy as np

    if value is None:
        return []
    if isinstance(value, dict):
        return [one for key in sorted(value) for one in flat(value[key])]
    if isinstance(value, (list, tuple)):
        return [one for part in value for one in flat(part)]
    if hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    return [np.asarray(value)]


class Step(Exception):
    """What failed."""


def compare(step: str, expected: list[Any], got: list[Any]) -> None:
    import numpy as np

    if len(expected) != len(got):
        raise Step(f"{step}: {len(got)} outputs in place of {len(expected)}")
    for index, (one, other) in enumerate(zip(expected, got, strict=True)):
        if list(one.shape) != list(other.shape):
            raise Step(f"{step}: output {index} is {list(other.shape)} in place of {list(one.shape)}")
        if not np.allclose(one.astype("float64"), other.astype("float64"), rtol=TOLERANCE, atol=TOLERANCE):
            raise Step(f"{step}: output {index} differs by {np.abs(one.astype('float64') - other).max():.2e}")


def convert(names: list[str], static: bool, single: bool, folder: Path) -> None:
    """The programs, converted into a folder: each with its helpers inside, or as a tree with a helper module."""
    from paconvert_ng import Options, convert_source, convert_tree

    options = Options(static_graph=True, cache=False) if static else Options(cache=False)
    if not single:
        convert_tree(HERE / "programs", output_dir=folder, options=options)
        return
    for name in names:
        text = (HERE / "programs" / f"{name}.py").read_text(encoding="utf-8")
        result = convert_source(text, filename=f"{name}.py", options=options)
        (folder / f"{name}.py").write_text(result.code, encoding="utf-8")


def check(name: str, folder: Path) -> None:
    """Raise where the program, converted in ``folder``, does not hold in a static graph."""
    import paddle
    import torch

    original = load(HERE / "programs" / f"{name}.py", f"torch_{name}")
    converted = load(folder / f"{name}.py", f"paddle_{name}")
    torch.manual_seed(0)
    theirs, ours = original.Model().eval(), converted.Model()
    ours.eval()
    ours.set_state_dict({key: paddle.to_tensor(value.numpy()) for key, value in theirs.state_dict().items()})
    runs = []
    for number, sizes in enumerate(getattr(original, "SIZES", SIZES)):
        values = []
        for place, text in enumerate(original.INPUTS.values()):
            texts = text if isinstance(text, list) else [text]
            arrays = [tensor(one, sizes, 100 * number + 10 * place + k) for k, one in enumerate(texts)]
            values.append(arrays if isinstance(text, list) else arrays[0])
        expected = flat(theirs(*_mapped(values, torch.from_numpy)))
        compare("eager", expected, flat(ours(*_mapped(values, paddle.to_tensor))))
        runs.append((sizes, values, expected))
    prefix = str(folder / "saved" / name)
    try:
        paddle.jit.save(ours, prefix, input_spec=specs(original.INPUTS))
    except BaseException as error:
        if os.environ.get("TRACE"):
            traceback.print_exc()
        raise Step(f"save: {type(error).__name__}: {_summary(error)}") from error
    loaded = paddle.jit.load(prefix)
    for sizes, values, expected in runs:
        arrays = flat(values)
        try:
            got = flat(loaded(*[paddle.to_tensor(array) for array in arrays]))
        except Exception as error:
            raise Step(f"load {sizes}: {type(error).__name__}: {_summary(error)}") from error
        compare(f"load {sizes}", expected, got)
    # With views, Paddle 3.3.1's predictor gives wrong numbers.
    paddle.set_flags({"FLAGS_use_stride_kernel": False})
    try:
        _compare_predictor(prefix, runs, paddle)
    finally:
        paddle.set_flags({"FLAGS_use_stride_kernel": True})


def _compare_predictor(prefix: str, runs: list[Any], paddle: Any) -> None:
    config = paddle.inference.Config(prefix + ".json", prefix + ".pdiparams")
    config.disable_glog_info()
    config.disable_mkldnn()
    predictor = paddle.inference.create_predictor(config)
    for sizes, values, expected in runs:
        got = predictor.run([paddle.to_tensor(array) for array in flat(values)])
        compare(f"inference {sizes}", expected, [one.numpy() for one in got])


def _mapped(values: list[Any], function: Any) -> list[Any]:
    return [[function(one) for one in value] if isinstance(value, list) else function(value) for value in values]


def _summary(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return " | ".join(lines[-4:])[-500:]


def outcome(name: str, folder: Path) -> str:
    """``ok``, or what failed."""
    try:
        check(name, folder)
    except Step as error:
        return str(error)
    except Exception as error:
        if os.environ.get("TRACE"):
            traceback.print_exc()
        return f"run: {type(error).__name__}: {_summary(error)}"
    return "ok"


def in_process(name: str, folder: Path) -> str:
    """``outcome`` in a process of its own: a graph that could not be built leaves things behind in Paddle's."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        os.write(writer, outcome(name, folder).encode()[:4000])
        sys.stderr.flush()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        text = stream.read().decode()
    os.waitpid(child, 0)
    return text or "run: the process ended without a result"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--static_graph", action="store_true")
    parser.add_argument("--single", action="store_true")
    parser.add_argument("--keep")
    found = parser.parse_args()
    warnings.simplefilter("ignore")
    import torch  # noqa: F401 -- before paddle: both in one process

    names = found.names or NAMES
    good = 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(found.keep or temporary)
        convert(names, found.static_graph, found.single, folder)
        sys.path.insert(0, str(folder))
        for name in names:
            line = in_process(name, folder)
            good += line == "ok"
            print(f"{name}\t{line}", flush=True)
    print(f"{good} of {len(names)}")


if __name__ == "__main__":
    main()
