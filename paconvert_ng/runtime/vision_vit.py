"""torchvision.models: VisionTransformer, with torchvision's state-dict keys."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import paddle

from .init_fans import init_xavier_uniform_
from .init_fill import init_normal_, init_trunc_normal_, init_zeros_
from .module_state_dict import module_load_from_state_dict
from .nn_activation import ReLU
from .nn_activation_pure import GELU
from .nn_attention import MultiheadAttention
from .nn_base import new_parameter
from .nn_batch_norm import BatchNorm2d
from .nn_container import Sequential
from .nn_conv import Conv2d
from .nn_linear import Linear
from .nn_norm import LayerNorm
from .vision_blocks import MLP, Conv2dNormActivation

VIT_NORM = partial(LayerNorm, eps=1e-6)


class ConvStemConfig(NamedTuple):
    """torchvision.models.vision_transformer.ConvStemConfig."""

    out_channels: int
    kernel_size: int
    stride: int
    norm_layer: Any = BatchNorm2d
    activation_layer: Any = ReLU


class MLPBlock(MLP):
    """torchvision.models.vision_transformer.MLPBlock."""

    _version = 2

    def __init__(self, in_dim: int, mlp_dim: int, dropout: float) -> None:
        super().__init__(in_dim, [mlp_dim, in_dim], activation_layer=GELU, inplace=None, dropout=dropout)
        for layer in self.sublayers():
            if isinstance(layer, Linear):
                init_xavier_uniform_(layer.weight)
                init_normal_(layer.bias, std=1e-6)

    def _load_from_state_dict(self, state_dict: Any, prefix: str, local_metadata: Any, *details: Any) -> None:
        if (local_metadata.get("version") or 1) < 2:  # the layers were called linear_1 and linear_2 once
            for index in (0, 1):
                for kind in ("weight", "bias"):
                    old = f"{prefix}linear_{index + 1}.{kind}"
                    if old in state_dict:
                        state_dict[f"{prefix}{3 * index}.{kind}"] = state_dict.pop(old)
        module_load_from_state_dict(self, state_dict, prefix, local_metadata, *details)


class EncoderBlock(paddle.nn.Layer):
    """torchvision.models.vision_transformer.EncoderBlock."""

    def __init__(
        self,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Callable[..., paddle.nn.Layer] = VIT_NORM,
    ) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.ln_1 = norm_layer(hidden_dim)
        self.self_attention = MultiheadAttention(hidden_dim, num_heads, dropout=attention_dropout, batch_first=True)
        self.dropout = paddle.nn.Dropout(dropout)
        self.ln_2 = norm_layer(hidden_dim)
        self.mlp = MLPBlock(hidden_dim, mlp_dim, dropout)

    def forward(self, input: Any) -> Any:
        x = self.ln_1(input)
        x = self.dropout(self.self_attention(x, x, x, need_weights=False)[0]) + input
        return x + self.mlp(self.ln_2(x))


class VisionEncoder(paddle.nn.Layer):
    """torchvision.models.vision_transformer.Encoder."""

    def __init__(
        self,
        seq_length: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float,
        attention_dropout: float,
        norm_layer: Callable[..., paddle.nn.Layer] = VIT_NORM,
    ) -> None:
        super().__init__()
        self.pos_embedding = new_parameter(self, [1, seq_length, hidden_dim])
        init_normal_(self.pos_embedding, std=0.02)
        self.dropout = paddle.nn.Dropout(dropout)
        sizes = (num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer)
        self.layers = Sequential(OrderedDict((f"encoder_layer_{i}", EncoderBlock(*sizes)) for i in range(num_layers)))
        self.ln = norm_layer(hidden_dim)

    def forward(self, input: Any) -> Any:
        return self.ln(self.layers(self.dropout(input + self.pos_embedding)))


class VisionTransformer(paddle.nn.Layer):
    """torchvision.models.VisionTransformer."""

    def __init__(
        self,
        image_size: int,
        patch_size: int,
        num_layers: int,
        num_heads: int,
        hidden_dim: int,
        mlp_dim: int,
        dropout: float = 0.0,
        attention_dropout: float = 0.0,
        num_classes: int = 1000,
        representation_size: int | None = None,
        norm_layer: Callable[..., paddle.nn.Layer] = VIT_NORM,
        conv_stem_configs: list[ConvStemConfig] | None = None,
    ) -> None:
        super().__init__()
        if image_size % patch_size:
            raise AssertionError("Input shape indivisible by patch size!")
        self.image_size = image_size
        self.patch_size = patch_size
        self.hidden_dim = hidden_dim
        self.mlp_dim = mlp_dim
        self.attention_dropout = attention_dropout
        self.dropout = dropout
        self.num_classes = num_classes
        self.representation_size = representation_size
        self.norm_layer = norm_layer
        if conv_stem_configs is None:
            self.conv_proj = Conv2d(3, hidden_dim, kernel_size=patch_size, stride=patch_size)
            init_trunc_normal_(self.conv_proj.weight, std=math.sqrt(1 / (3 * patch_size**2)))
            init_zeros_(self.conv_proj.bias)
        else:
            self.conv_proj = self._stem(conv_stem_configs)
        self.seq_length = (image_size // patch_size) ** 2 + 1
        self.class_token = new_parameter(self, [1, 1, hidden_dim])
        sizes = (num_layers, num_heads, hidden_dim, mlp_dim, dropout, attention_dropout, norm_layer)
        self.encoder = VisionEncoder(self.seq_length, *sizes)
        heads: dict[str, paddle.nn.Layer] = {}
        if representation_size is not None:
            heads["pre_logits"] = Linear(hidden_dim, representation_size)
            init_trunc_normal_(heads["pre_logits"].weight, std=math.sqrt(1 / hidden_dim))
            init_zeros_(heads["pre_logits"].bias)
            heads["act"] = paddle.nn.Tanh()
        heads["head"] = Linear(representation_size or hidden_dim, num_classes)
        init_zeros_(heads["head"].weight)
        init_zeros_(heads["head"].bias)
        self.heads = Sequential(OrderedDict(heads))

    def _stem(self, configs: list[ConvStemConfig]) -> Sequential:
        layers: dict[str, paddle.nn.Layer] = {}
        width = 3
        for index, config in enumerate(configs):
            layers[f"conv_bn_relu_{index}"] = Conv2dNormActivation(
                width,
                config.out_channels,
                config.kernel_size,
                config.stride,
                norm_layer=config.norm_layer,
                activation_layer=config.activation_layer,
            )
            width = config.out_channels
        last = Conv2d(width, self.hidden_dim, kernel_size=1)
        init_normal_(last.weight, mean=0.0, std=math.sqrt(2.0 / self.hidden_dim))
        init_zeros_(last.bias)
        layers["conv_last"] = last
        return Sequential(OrderedDict(layers))

    def _process_input(self, x: Any) -> Any:
        count, _, height, width = x.shape
        if height != self.image_size or width != self.image_size:
            raise AssertionError(f"Wrong image size! Expected {self.image_size} but got {height} x {width}!")
        patches = self.conv_proj(x).reshape([count, self.hidden_dim, self.seq_length - 1])
        return patches.transpose([0, 2, 1])

    def forward(self, x: Any) -> Any:
        x = self._process_input(x)
        x = paddle.concat([self.class_token.expand([x.shape[0], -1, -1]), x], axis=1)
        return self.heads(self.encoder(x)[:, 0])
