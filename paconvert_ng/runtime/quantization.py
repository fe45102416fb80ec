"""torch.ao.quantization's marks in a model: without a quantizer they pass on what they get."""

from __future__ import annotations

from typing import Any

import paddle


class QuantStub(paddle.nn.Layer):
    """torch.ao.quantization.QuantStub: where quantized numbers would begin."""

    def __init__(self, qconfig: Any = None) -> None:
        super().__init__()
        if qconfig:
            self.qconfig = qconfig

    def forward(self, x: Any) -> Any:
        """The input."""
        return x


class DeQuantStub(QuantStub):
    """torch.ao.quantization.DeQuantStub: where quantized numbers would end."""


class QuantWrapper(paddle.nn.Layer):
    """torch.ao.quantization.QuantWrapper: a module between both marks."""

    def __init__(self, module: paddle.nn.Layer) -> None:
        super().__init__()
        self.add_sublayer("quant", QuantStub())
        self.add_sublayer("dequant", DeQuantStub())
        self.add_sublayer("module", module)
        self.train() if module.training else self.eval()

    def forward(self, X: Any) -> Any:
        """What the module gives."""
        return self.dequant(self.module(self.quant(X)))
