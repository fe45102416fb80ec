"""torchvision.models._utils.IntermediateLayerGetter, which segmentation and detection code builds on."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import paddle


class IntermediateLayerGetter(paddle.nn.LayerDict):
    """The children of a network up to the last one asked for; gives the outputs of those, under new names."""

    def __init__(self, model: paddle.nn.Layer, return_layers: dict[str, str]) -> None:
        children = OrderedDict(model.named_children())
        if not set(return_layers) <= set(children):
            raise ValueError("return_layers are not present in model")
        last = max(list(children).index(name) for name in return_layers)
        super().__init__(OrderedDict(list(children.items())[: last + 1]))
        self.return_layers = return_layers

    def forward(self, x: Any) -> Any:
        out: OrderedDict[str, Any] = OrderedDict()
        for name, layer in self.items():
            x = layer(x)
            if name in self.return_layers:
                out[self.return_layers[name]] = x
        return out
