"""Two of timm's models as a person would write them for Paddle. Paths of their layers are timm's."""

from __future__ import annotations

from typing import Any

import paddle
import paddle.nn.functional as F
from paddle import nn


class ByHand(nn.Layer):
    def take(self, model: Any) -> None:
        """The values of timm's model on Paddle's layers. Raises ValueError if a value is left over or missing."""
        state = {key: value for key, value in model.state_dict().items() if not key.endswith("num_batches_tracked")}
        wrong = self.set_state_dict(state)
        if any(wrong):
            raise ValueError(f"missing and unknown: {wrong}")


class Residual(nn.Layer):
    """Two convolutions and what goes past them."""

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2D(inputs, outputs, 3, stride, 1, bias_attr=False)
        self.bn1 = nn.BatchNorm2D(outputs)
        self.conv2 = nn.Conv2D(outputs, outputs, 3, 1, 1, bias_attr=False)
        self.bn2 = nn.BatchNorm2D(outputs)
        self.downsample = None
        if stride != 1:
            projection = nn.Conv2D(inputs, outputs, 1, stride, bias_attr=False)
            self.downsample = nn.Sequential(projection, nn.BatchNorm2D(outputs))

    def forward(self, x: Any) -> Any:
        past = x if self.downsample is None else self.downsample(x)
        x = F.relu(self.bn1(self.conv1(x)))
        return F.relu(self.bn2(self.conv2(x)) + past)


class ResNet18(ByHand):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2D(3, 64, 7, 2, 3, bias_attr=False)
        self.bn1 = nn.BatchNorm2D(64)
        self.maxpool = nn.MaxPool2D(3, 2, 1)
        self.layer1 = nn.Sequential(Residual(64, 64, 1), Residual(64, 64, 1))
        self.layer2 = nn.Sequential(Residual(64, 128, 2), Residual(128, 128, 1))
        self.layer3 = nn.Sequential(Residual(128, 256, 2), Residual(256, 256, 1))
        self.layer4 = nn.Sequential(Residual(256, 512, 2), Residual(512, 512, 1))
        self.fc = nn.Linear(512, 1000)

    def forward(self, x: Any) -> Any:
        x = self.maxpool(F.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean([2, 3]))


class Attention(nn.Layer):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads, self.scale = heads, (width // heads) ** -0.5
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x: Any) -> Any:
        batch, length, width = x.shape
        qkv = self.qkv(x).reshape([batch, length, 3, self.heads, width // self.heads]).transpose([2, 0, 3, 1, 4])
        query, key, value = qkv.unbind(0)
        weights = F.softmax(paddle.matmul(query * self.scale, key, transpose_y=True))
        return self.proj(paddle.matmul(weights, value).transpose([0, 2, 1, 3]).reshape([batch, length, width]))


class Mlp(nn.Layer):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Any) -> Any:
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Layer):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1 = nn.LayerNorm(width, 1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, 1e-6)
        self.mlp = Mlp(width)

    def forward(self, x: Any) -> Any:
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class PatchEmbed(nn.Layer):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.proj = nn.Conv2D(3, width, 16, 16)

    def forward(self, x: Any) -> Any:
        return self.proj(x).flatten(2).transpose([0, 2, 1])


class VitTiny(ByHand):
    def __init__(self, width: int = 192, heads: int = 3, depth: int = 12) -> None:
        super().__init__()
        self.cls_token = self.create_parameter([1, 1, width])
        self.pos_embed = self.create_parameter([1, 197, width])
        self.patch_embed = PatchEmbed(width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(depth)])
        self.norm = nn.LayerNorm(width, 1e-6)
        self.head = nn.Linear(width, 1000)

    def forward(self, x: Any) -> Any:
        x = self.patch_embed(x)
        x = paddle.concat([self.cls_token.expand([x.shape[0], -1, -1]), x], 1) + self.pos_embed
        return self.head(self.norm(self.blocks(x))[:, 0])


BY_HAND = {"resnet18": ResNet18, "vit_tiny_patch16_224": VitTiny}
