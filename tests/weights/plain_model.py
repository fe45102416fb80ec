"""The same small model in both frameworks, of the layers whose tensors differ."""

from __future__ import annotations

from typing import Any


def torch_model(size: int = 6) -> Any:
    """In torch."""
    import torch

    class Model(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.embed = torch.nn.Embedding(11, size)
            self.square = torch.nn.Linear(size, size)
            self.wide = torch.nn.Linear(size, 2 * size, bias=False)
            self.narrow = torch.nn.Sequential(torch.nn.PReLU(2 * size), torch.nn.Linear(2 * size, size))
            self.batch = torch.nn.BatchNorm1d(size)
            self.instance = torch.nn.InstanceNorm1d(size, affine=True)
            self.attention = torch.nn.MultiheadAttention(size, 2, batch_first=True)
            self.lstm = torch.nn.LSTM(size, size, num_layers=2, bidirectional=True, batch_first=True)
            self.conv = torch.nn.Conv1d(2 * size, size, 3)
            self.bilinear = torch.nn.Bilinear(size, size, 3)
            self.scale = torch.nn.Parameter(torch.ones(size))
            self.head = torch.nn.Linear(size, 11, bias=False)
            self.head.weight = self.embed.weight

        def forward(self, ids: Any) -> Any:
            x = self.square(self.embed(ids)) * self.scale
            x = self.narrow[1](self.narrow[0](self.wide(x).transpose(1, 2)).transpose(1, 2))
            x = self.instance(self.batch(x.transpose(1, 2))).transpose(1, 2)
            x = self.attention(x, x, x)[0]
            x = self.conv(self.lstm(x)[0].transpose(1, 2)).transpose(1, 2).contiguous()
            return torch.nn.functional.linear(x, self.head.weight), self.bilinear(x.mean(1), x[:, 0])

    return Model().eval()


def paddle_model(size: int = 6) -> Any:
    """In Paddle."""
    import paddle

    class Scaled(paddle.nn.Linear):
        """A subclass that only says something."""

        def extra_repr(self) -> str:
            return "scaled"

    class Model(paddle.nn.Layer):
        def __init__(self) -> None:
            super().__init__()
            self.embed = paddle.nn.Embedding(11, size)
            self.square = Scaled(size, size)
            self.wide = paddle.nn.Linear(size, 2 * size, bias_attr=False)
            self.narrow = paddle.nn.Sequential(paddle.nn.PReLU(2 * size), paddle.compat.nn.Linear(2 * size, size))
            self.batch = paddle.nn.BatchNorm1D(size)
            self.instance = paddle.nn.InstanceNorm1D(size)
            self.attention = paddle.nn.MultiHeadAttention(size, 2)
            self.lstm = paddle.nn.LSTM(size, size, num_layers=2, direction="bidirect")
            self.conv = paddle.nn.Conv1D(2 * size, size, 3)
            self.bilinear = paddle.nn.Bilinear(size, size, 3)
            self.scale = self.create_parameter([size])
            self.head = Embedded()
            self.head.weight = self.embed.weight

        def forward(self, ids: Any) -> Any:
            x = self.square(self.embed(ids)) * self.scale
            x = self.narrow[1](self.narrow[0](self.wide(x).transpose([0, 2, 1])).transpose([0, 2, 1]))
            x = self.instance(self.batch(x.transpose([0, 2, 1]))).transpose([0, 2, 1])
            x = self.attention(x, x, x)
            x = self.conv(self.lstm(x)[0].transpose([0, 2, 1])).transpose([0, 2, 1])
            return paddle.matmul(x, self.head.weight, transpose_y=True), self.bilinear(x.mean(1), x[:, 0])

    class Embedded(paddle.nn.Layer):
        """Holds the weight of an embedding."""

    model = Model()
    model.eval()
    return model


def unknown_model() -> Any:
    """A Linear of which nothing can be known."""
    import paddle

    class Turned(paddle.nn.Linear):
        def forward(self, x: Any) -> Any:
            return paddle.matmul(x, self.weight, transpose_y=True)

    return paddle.nn.Sequential(Turned(3, 3))


def no_model() -> int:
    """Nothing to build."""
    return 3
