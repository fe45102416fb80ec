"""Runs the static graph beside this file with paddle.inference. Needs paddlepaddle and numpy.

python predict.py                          on the example in example.npz, compared with what is expected there
python predict.py inputs.npz outputs.npz   arrays by name

from predict import Model
outputs = Model()(input_ids=ids)           numpy arrays by name
"""

import argparse
import json
import os
from typing import Any

import numpy as np
import paddle
from paddle import inference

HERE = os.path.dirname(os.path.abspath(__file__))


class Model:
    """The graph in ``folder``. ``device``: cpu or gpu; ``threads``: of the CPU, 0 for Paddle's own choice."""

    def __init__(self, folder: str = HERE, device: str = "cpu", threads: int = 0, onednn: bool = False) -> None:
        # Paddle 3.3.1 gives wrong numbers where a kernel without strides gets a view (transpose, unbind, slice).
        paddle.set_flags({"FLAGS_use_stride_kernel": False})
        with open(os.path.join(folder, "export.json"), encoding="utf-8") as file:
            self.about = json.load(file)
        config = inference.Config(os.path.join(folder, "model.json"), os.path.join(folder, "model.pdiparams"))
        config.disable_glog_info()
        if device == "gpu":
            config.enable_use_gpu(256, 0)
        elif onednn:
            config.enable_onednn()
        else:
            config.disable_onednn()
        if threads:
            config.set_cpu_math_library_num_threads(threads)
        self._predictor = inference.create_predictor(config)

    def __call__(self, **inputs: np.ndarray) -> dict[str, np.ndarray]:
        """The outputs by name, as numpy arrays.

        Raises ValueError for an input that is missing, unknown or of another shape than the graph's, and where the
        sizes lead the model another way than the one that the graph was made from.
        """
        known = {item["name"]: item for item in self.about["inputs"]}
        if set(inputs) != set(known):
            raise ValueError(f"inputs {sorted(inputs)}, but the graph takes {sorted(known)}")
        sizes: dict[str, int] = {}
        for name in self._predictor.get_input_names():
            value = np.ascontiguousarray(inputs[name]).reshape(np.shape(inputs[name]))
            _check(known[name], value, sizes)
            self._predictor.get_input_handle(name).copy_from_cpu(value)
        self._predictor.run()
        handles = [self._predictor.get_output_handle(name) for name in self._predictor.get_output_names()]
        found = [handle.copy_to_cpu() for handle in handles]
        names = [item["name"] for item in self.about["outputs"]]
        if len(found) > len(names):
            self._check_conditions(found[-1])
        return dict(zip(names, found, strict=False))

    def _check_conditions(self, holds: np.ndarray) -> None:
        checked = [item for item in self.about["conditions"] if item["checked"]]
        broken = [item for item, is_so in zip(checked, holds, strict=True) if not is_so]
        if broken:
            first = broken[0]
            raise ValueError(
                f"not for these sizes: at {first['where']} the graph was made with {first['kind']} {first['value']} of "
                f"{first['text']!r}; export another graph for them"
            )


def _check(item: dict[str, Any], value: np.ndarray, sizes: dict[str, int]) -> None:
    name, shape = item["name"], item["shape"]
    if str(value.dtype) != item["dtype"]:
        raise ValueError(f"input {name} is {value.dtype}, but the graph takes {item['dtype']}")
    fits = len(shape) == value.ndim and all(want in (None, size) for want, size in zip(shape, value.shape, strict=True))
    if not fits:
        raise ValueError(f"input {name} has shape {list(value.shape)}, but the graph takes {shape} (None: any size)")
    for axis, dimension in item["open"].items():
        size = value.shape[int(axis)]
        if sizes.setdefault(dimension, size) != size:
            raise ValueError(f"input {name}: {dimension} is {size} here and {sizes[dimension]} in an input before it")


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the exported graph on arrays by name (.npz).")
    parser.add_argument("inputs", nargs="?", help="an .npz file; default: the example")
    parser.add_argument("outputs", nargs="?", help="the .npz file to write")
    parser.add_argument("--device", choices=("cpu", "gpu"), default="cpu")
    parser.add_argument("--threads", type=int, default=0, help="of the CPU; default: Paddle's choice")
    parser.add_argument("--onednn", action="store_true", help="use oneDNN: compare its outputs before you trust them")
    options = parser.parse_args()
    model = Model(HERE, options.device, options.threads, options.onednn)
    with np.load(options.inputs or os.path.join(HERE, "example.npz")) as file:
        arrays = {name: file[name] for name in file.files}
    expected = {name[len("expected/") :]: arrays.pop(name) for name in list(arrays) if name.startswith("expected/")}
    outputs = model(**arrays)
    for name, value in outputs.items():
        text = f"{name}: {value.dtype} {list(value.shape)}"
        if name in expected and value.size:
            difference = np.abs(value.astype("float64") - expected[name].astype("float64")).max()
            text += f", at most {difference:.1e} from what is expected"
        print(text)
    if options.outputs:
        np.savez(options.outputs, **outputs)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
