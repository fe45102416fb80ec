"""torchvision.models: ShuffleNetV2, with torchvision's state-dict keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import paddle

from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear


class ShuffleBlock(paddle.nn.Layer):
    """The block of ShuffleNetV2: two halves of the channels, one of them convolved, then shuffled."""

    def __init__(self, inp: int, oup: int, stride: int) -> None:
        super().__init__()
        if not 1 <= stride <= 3:
            raise ValueError("illegal stride value")
        half = oup // 2
        if stride == 1 and inp != half * 2:
            raise ValueError(f"Invalid combination of stride {stride}, inp {inp} and oup {oup} values")
        self.stride = stride
        self.branch1 = Sequential()
        if stride > 1:
            self.branch1 = Sequential(
                *(Conv2d(inp, inp, 3, stride, 1, bias=False, groups=inp), BatchNorm2d(inp)),
                *(Conv2d(inp, half, 1, bias=False), BatchNorm2d(half), paddle.nn.ReLU()),
            )
        self.branch2 = Sequential(
            *(Conv2d(inp if stride > 1 else half, half, 1, bias=False), BatchNorm2d(half), paddle.nn.ReLU()),
            *(Conv2d(half, half, 3, stride, 1, bias=False, groups=half), BatchNorm2d(half)),
            *(Conv2d(half, half, 1, bias=False), BatchNorm2d(half), paddle.nn.ReLU()),
        )

    def forward(self, x: Any) -> Any:
        if self.stride == 1:
            kept, changed = paddle.split(x, 2, axis=1)
        else:
            kept, changed = self.branch1(x), x
        joined = paddle.concat([kept, self.branch2(changed)], axis=1)
        return paddle.nn.functional.channel_shuffle(joined, 2)


class ShuffleNetV2(paddle.nn.Layer):
    """torchvision.models.ShuffleNetV2."""

    def __init__(
        self,
        stages_repeats: list[int],
        stages_out_channels: list[int],
        num_classes: int = 1000,
        inverted_residual: Callable[..., paddle.nn.Layer] = ShuffleBlock,
    ) -> None:
        super().__init__()
        if len(stages_repeats) != 3:
            raise ValueError("expected stages_repeats as list of 3 positive ints")
        if len(stages_out_channels) != 5:
            raise ValueError("expected stages_out_channels as list of 5 positive ints")
        width = stages_out_channels[0]
        self.conv1 = Sequential(Conv2d(3, width, 3, 2, 1, bias=False), BatchNorm2d(width), paddle.nn.ReLU())
        self.maxpool = paddle.nn.MaxPool2D(kernel_size=3, stride=2, padding=1)
        for number, count, wider in zip((2, 3, 4), stages_repeats, stages_out_channels[1:]):
            blocks = [inverted_residual(width, wider, 2)]
            blocks += [inverted_residual(wider, wider, 1) for _ in range(count - 1)]
            setattr(self, f"stage{number}", Sequential(*blocks))
            width = wider
        last = stages_out_channels[-1]
        self.conv5 = Sequential(Conv2d(width, last, 1, 1, 0, bias=False), BatchNorm2d(last), paddle.nn.ReLU())
        self.fc = Linear(last, num_classes)

    def forward(self, x: Any) -> Any:
        x = self.stage4(self.stage3(self.stage2(self.maxpool(self.conv1(x)))))
        return self.fc(self.conv5(x).mean([2, 3]))
