"""Static graphs of small Paddle models, as ``paconvert export --static`` saves them. Run by path: FOLDER."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import paddle
from paddle import nn
from paddle.static import InputSpec


class Net(nn.Layer):
    """Products, a norm and an activation; two outputs."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(64)
        self.up = nn.Linear(64, 128)
        self.down = nn.Linear(128, 32)

    def forward(self, x: paddle.Tensor) -> tuple[paddle.Tensor, paddle.Tensor]:
        return self.down(nn.functional.gelu(self.up(self.norm(x)))), x.abs().max(-1)


class Median(nn.Layer):
    """Two operators that paddle2onnx does not export."""

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return paddle.linalg.svd(x)[0] + paddle.nanmedian(x)


class Sample(nn.Layer):
    """Needs opset 16."""

    def forward(self, x: paddle.Tensor, grid: paddle.Tensor) -> paddle.Tensor:
        return nn.functional.grid_sample(x, grid)


class Where(nn.Layer):
    """An output whose shape depends on values."""

    def forward(self, x: paddle.Tensor) -> paddle.Tensor:
        return paddle.nonzero(x > 0)


MODELS = {
    "net": (Net, {"x": [None, None, 64]}),
    "median": (Median, {"x": [None, 8]}),
    "sample": (Sample, {"x": [None, 3, 8, 8], "grid": [None, 4, 4, 2]}),
    "where": (Where, {"x": [None, 8]}),
}


def main(folder: Path) -> None:
    """Saves all, and what ``net`` gives for inputs of two shapes."""
    for name, (model, inputs) in MODELS.items():
        paddle.seed(0)
        layer = model()
        layer.eval()
        specs = [InputSpec(shape, "float32", key) for key, shape in inputs.items()]
        paddle.jit.save(layer, str(folder / name / "model"), input_spec=specs)
        if name == "net":
            rng = np.random.default_rng(0)
            for number, shape in enumerate(((2, 8, 64), (3, 5, 64))):
                x = rng.standard_normal(shape).astype("float32")
                outputs = [value.numpy() for value in layer(paddle.to_tensor(x))]
                np.savez(folder / f"case{number}.npz", x, *outputs)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
