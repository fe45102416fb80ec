"""torchvision.models: AlexNet, VGG, SqueezeNet and DenseNet, with torchvision's state-dict keys."""

from __future__ import annotations

import re
from collections import OrderedDict
from typing import Any

import paddle

from .init_fans import init_kaiming_normal_, init_kaiming_uniform_
from .init_fill import init_constant_, init_normal_
from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .nn_pool import MaxPool2d


class AlexNet(paddle.nn.Layer):
    """torchvision.models.AlexNet."""

    def __init__(self, num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        relu, pool = paddle.nn.ReLU, paddle.nn.MaxPool2D
        self.features = Sequential(
            *(Conv2d(3, 64, kernel_size=11, stride=4, padding=2), relu(), pool(3, 2)),
            *(Conv2d(64, 192, kernel_size=5, padding=2), relu(), pool(3, 2)),
            *(Conv2d(192, 384, kernel_size=3, padding=1), relu()),
            *(Conv2d(384, 256, kernel_size=3, padding=1), relu()),
            *(Conv2d(256, 256, kernel_size=3, padding=1), relu(), pool(3, 2)),
        )
        self.avgpool = paddle.nn.AdaptiveAvgPool2D((6, 6))
        self.classifier = Sequential(
            *(paddle.nn.Dropout(p=dropout), Linear(256 * 6 * 6, 4096), relu()),
            *(paddle.nn.Dropout(p=dropout), Linear(4096, 4096), relu()),
            Linear(4096, num_classes),
        )

    def forward(self, x: Any) -> Any:
        return self.classifier(paddle.flatten(self.avgpool(self.features(x)), 1))


class VGG(paddle.nn.Layer):
    """torchvision.models.VGG."""

    def __init__(
        self, features: paddle.nn.Layer, num_classes: int = 1000, init_weights: bool = True, dropout: float = 0.5
    ) -> None:
        super().__init__()
        self.features = features
        self.avgpool = paddle.nn.AdaptiveAvgPool2D((7, 7))
        self.classifier = Sequential(
            *(Linear(512 * 7 * 7, 4096), paddle.nn.ReLU(), paddle.nn.Dropout(p=dropout)),
            *(Linear(4096, 4096), paddle.nn.ReLU(), paddle.nn.Dropout(p=dropout)),
            Linear(4096, num_classes),
        )
        for layer in self.sublayers() if init_weights else ():
            if isinstance(layer, Conv2d):
                init_kaiming_normal_(layer.weight, mode="fan_out", nonlinearity="relu")
                if layer.bias is not None:
                    init_constant_(layer.bias, 0)
            elif isinstance(layer, BatchNorm2d):
                init_constant_(layer.weight, 1)
                init_constant_(layer.bias, 0)
            elif isinstance(layer, Linear):
                init_normal_(layer.weight, 0, 0.01)
                init_constant_(layer.bias, 0)

    def forward(self, x: Any) -> Any:
        return self.classifier(paddle.flatten(self.avgpool(self.features(x)), 1))


def vgg_make_layers(cfg: list[Any], batch_norm: bool = False) -> Sequential:
    """torchvision.models.vgg.make_layers: 3x3 convolutions of the given widths; "M" is a pool."""
    layers: list[paddle.nn.Layer] = []
    width = 3
    for entry in cfg:
        if entry == "M":
            layers.append(paddle.nn.MaxPool2D(kernel_size=2, stride=2))
            continue
        layers.append(Conv2d(width, entry, kernel_size=3, padding=1))
        layers += [BatchNorm2d(entry)] if batch_norm else []
        layers.append(paddle.nn.ReLU())
        width = entry
    return Sequential(*layers)


class Fire(paddle.nn.Layer):
    """torchvision.models.squeezenet.Fire."""

    def __init__(self, inplanes: int, squeeze_planes: int, expand1x1_planes: int, expand3x3_planes: int) -> None:
        super().__init__()
        self.inplanes = inplanes
        self.squeeze = Conv2d(inplanes, squeeze_planes, kernel_size=1)
        self.squeeze_activation = paddle.nn.ReLU()
        self.expand1x1 = Conv2d(squeeze_planes, expand1x1_planes, kernel_size=1)
        self.expand1x1_activation = paddle.nn.ReLU()
        self.expand3x3 = Conv2d(squeeze_planes, expand3x3_planes, kernel_size=3, padding=1)
        self.expand3x3_activation = paddle.nn.ReLU()

    def forward(self, x: Any) -> Any:
        x = self.squeeze_activation(self.squeeze(x))
        near, wide = self.expand1x1_activation(self.expand1x1(x)), self.expand3x3_activation(self.expand3x3(x))
        return paddle.concat([near, wide], axis=1)


class SqueezeNet(paddle.nn.Layer):
    """torchvision.models.SqueezeNet."""

    def __init__(self, version: str = "1_0", num_classes: int = 1000, dropout: float = 0.5) -> None:
        super().__init__()
        self.num_classes = num_classes
        if version not in ("1_0", "1_1"):
            raise ValueError(f"Unsupported SqueezeNet version {version}: 1_0 or 1_1 expected")
        first = version == "1_0"
        pools = (2, 6, 11) if first else (2, 5, 8)
        widths = (16, 16, 32, 32, 48, 48, 64, 64)
        layers: list[paddle.nn.Layer] = [Conv2d(3, 96 if first else 64, kernel_size=7 if first else 3, stride=2)]
        layers.append(paddle.nn.ReLU())
        width = 96 if first else 64
        for squeeze in widths:
            if len(layers) in pools:
                layers.append(MaxPool2d(kernel_size=3, stride=2, ceil_mode=True))
            layers.append(Fire(width, squeeze, squeeze * 4, squeeze * 4))
            width = squeeze * 8
        self.features = Sequential(*layers)
        final = Conv2d(512, self.num_classes, kernel_size=1)
        self.classifier = Sequential(
            *(paddle.nn.Dropout(p=dropout), final, paddle.nn.ReLU(), paddle.nn.AdaptiveAvgPool2D((1, 1)))
        )
        for layer in self.sublayers():
            if isinstance(layer, Conv2d):
                if layer is final:
                    init_normal_(layer.weight, mean=0.0, std=0.01)
                else:
                    init_kaiming_uniform_(layer.weight)
                init_constant_(layer.bias, 0)

    def forward(self, x: Any) -> Any:
        return paddle.flatten(self.classifier(self.features(x)), 1)


def dense_key(key: str) -> str:
    """Today's name of a parameter in DenseNet's published files: ``denselayer1.norm.1.weight`` is norm1's."""
    return re.sub(r"(denselayer\d+\.(?:norm|relu|conv))\.(?=[12]\.)", r"\1", key)


class DenseLayer(paddle.nn.Layer):
    """A layer of a dense block: what it gives is put beside all that came before."""

    def __init__(self, width: int, growth_rate: int, bn_size: int, drop_rate: float) -> None:
        super().__init__()
        self.norm1 = BatchNorm2d(width)
        self.relu1 = paddle.nn.ReLU()
        self.conv1 = Conv2d(width, bn_size * growth_rate, kernel_size=1, stride=1, bias=False)
        self.norm2 = BatchNorm2d(bn_size * growth_rate)
        self.relu2 = paddle.nn.ReLU()
        self.conv2 = Conv2d(bn_size * growth_rate, growth_rate, kernel_size=3, stride=1, padding=1, bias=False)
        self.drop_rate = float(drop_rate)

    def forward(self, features: list[Any]) -> Any:
        narrow = self.conv1(self.relu1(self.norm1(paddle.concat(features, axis=1))))
        new = self.conv2(self.relu2(self.norm2(narrow)))
        return paddle.nn.functional.dropout(new, p=self.drop_rate, training=self.training) if self.drop_rate else new


class DenseBlock(paddle.nn.LayerDict):
    """A block of DenseNet; its layers are called denselayer1, …"""

    def __init__(self, count: int, width: int, bn_size: int, growth_rate: int, drop_rate: float) -> None:
        super().__init__()
        for index in range(count):
            layer = DenseLayer(width + index * growth_rate, growth_rate, bn_size, drop_rate)
            self.add_sublayer(f"denselayer{index + 1}", layer)

    def forward(self, init_features: Any) -> Any:
        features = [init_features]
        for layer in self.values():
            features.append(layer(features))
        return paddle.concat(features, axis=1)


class DenseTransition(Sequential):
    """Between two dense blocks: half the channels and half the size."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norm = BatchNorm2d(width)
        self.relu = paddle.nn.ReLU()
        self.conv = Conv2d(width, width // 2, kernel_size=1, stride=1, bias=False)
        self.pool = paddle.nn.AvgPool2D(kernel_size=2, stride=2)


class DenseNet(paddle.nn.Layer):
    """torchvision.models.DenseNet. ``memory_efficient`` changes no result, and is not used."""

    def __init__(
        self,
        growth_rate: int = 32,
        block_config: tuple[int, int, int, int] = (6, 12, 24, 16),
        num_init_features: int = 64,
        bn_size: int = 4,
        drop_rate: float = 0,
        num_classes: int = 1000,
        memory_efficient: bool = False,
    ) -> None:
        super().__init__()
        width = num_init_features
        parts: dict[str, paddle.nn.Layer] = {
            "conv0": Conv2d(3, width, kernel_size=7, stride=2, padding=3, bias=False),
            "norm0": BatchNorm2d(width),
            "relu0": paddle.nn.ReLU(),
            "pool0": paddle.nn.MaxPool2D(kernel_size=3, stride=2, padding=1),
        }
        for index, count in enumerate(block_config, start=1):
            parts[f"denseblock{index}"] = DenseBlock(count, width, bn_size, growth_rate, drop_rate)
            width += count * growth_rate
            if index != len(block_config):
                parts[f"transition{index}"] = DenseTransition(width)
                width //= 2
        parts["norm5"] = BatchNorm2d(width)
        self.features = Sequential(OrderedDict(parts))
        self.classifier = Linear(width, num_classes)
        for layer in self.sublayers():
            if isinstance(layer, Conv2d):
                init_kaiming_normal_(layer.weight)
            elif isinstance(layer, BatchNorm2d):
                init_constant_(layer.weight, 1)
                init_constant_(layer.bias, 0)
            elif isinstance(layer, Linear):
                init_constant_(layer.bias, 0)

    def forward(self, x: Any) -> Any:
        features = paddle.nn.functional.relu(self.features(x))
        return self.classifier(paddle.flatten(paddle.nn.functional.adaptive_avg_pool2d(features, (1, 1)), 1))
