"""Recurrent cells: one step, with torch's parameter names, arguments and results."""

from __future__ import annotations

import math
from typing import Any

import paddle

from .nn_base import fill_uniform, new_parameter


def linear_gates(input: paddle.Tensor, weight: paddle.Tensor, bias: paddle.Tensor | None) -> paddle.Tensor:
    out = paddle.matmul(input, weight, transpose_y=True)
    return out if bias is None else out + bias


def recurrent_step(mode: str, gates_x: paddle.Tensor, gates_h: paddle.Tensor, state: Any) -> Any:
    """The next state from the linear parts of input and hidden state; (hidden, cell) for "LSTM"."""
    if mode == "LSTM":
        i, f, g, o = paddle.split(gates_x + gates_h, 4, axis=-1)
        cell = paddle.nn.functional.sigmoid(f) * state[1] + paddle.nn.functional.sigmoid(i) * paddle.tanh(g)
        return paddle.nn.functional.sigmoid(o) * paddle.tanh(cell), cell
    if mode == "GRU":
        r_x, z_x, n_x = paddle.split(gates_x, 3, axis=-1)
        r_h, z_h, n_h = paddle.split(gates_h, 3, axis=-1)
        z = paddle.nn.functional.sigmoid(z_x + z_h)
        n = paddle.tanh(n_x + paddle.nn.functional.sigmoid(r_x + r_h) * n_h)
        return (1 - z) * n + z * state
    total = gates_x + gates_h
    return paddle.tanh(total) if mode == "RNN_TANH" else paddle.nn.functional.relu(total)


class RNNCellBase(paddle.nn.Layer):
    """torch.nn.RNNCellBase: parameters of one cell, weights [gates * hidden_size, inputs]."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__()
        if hidden_size <= 0:
            raise ValueError("hidden_size must be greater than zero")
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.bias = bias
        rows = num_chunks * hidden_size
        self.weight_ih = new_parameter(self, (rows, input_size), device, dtype)
        self.weight_hh = new_parameter(self, (rows, hidden_size), device, dtype)
        self.add_parameter("bias_ih", new_parameter(self, (rows,), device, dtype) if bias else None)
        self.add_parameter("bias_hh", new_parameter(self, (rows,), device, dtype) if bias else None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw everything from U(±1/sqrt(hidden_size))."""
        for parameter in self.parameters():
            fill_uniform(parameter, 1.0 / math.sqrt(self.hidden_size))

    def _step(self, mode: str, input: paddle.Tensor, hx: Any) -> Any:
        if input.ndim not in (1, 2):
            raise ValueError(f"{type(self).__name__}: Expected input to be 1D or 2D, got {input.ndim}D instead")
        batched = input if input.ndim == 2 else input.unsqueeze(0)
        if hx is None:
            zeros = paddle.zeros([batched.shape[0], self.hidden_size], dtype=input.dtype)
            state: Any = (zeros, zeros) if mode == "LSTM" else zeros
        elif input.ndim == 2:
            state = hx
        else:
            state = tuple(part.unsqueeze(0) for part in hx) if mode == "LSTM" else hx.unsqueeze(0)
        hidden = state[0] if mode == "LSTM" else state
        if hidden.ndim != 2:
            given = hidden.ndim if input.ndim == 2 else hidden.ndim - 1
            raise ValueError(f"{type(self).__name__}: Expected hidden to be 1D or 2D, got {given}D instead")
        new = recurrent_step(
            mode,
            linear_gates(batched, self.weight_ih, self.bias_ih),
            linear_gates(hidden, self.weight_hh, self.bias_hh),
            state,
        )
        if input.ndim == 2:
            return new
        return tuple(part.squeeze(0) for part in new) if mode == "LSTM" else new.squeeze(0)

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        if self.bias is not True:
            text += f", bias={self.bias}"
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return text if nonlinearity == "tanh" else f"{text}, nonlinearity={nonlinearity}"


class RNNCell(RNNCellBase):
    """torch.nn.RNNCell; Paddle's SimpleRNNCell returns the state twice."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        bias: bool = True,
        nonlinearity: str = "tanh",
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        self.nonlinearity = nonlinearity

    def forward(self, input: paddle.Tensor, hx: paddle.Tensor | None = None) -> paddle.Tensor:
        """[N, input_size] or [input_size] to the next hidden state."""
        if self.nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {self.nonlinearity}")
        return self._step(f"RNN_{self.nonlinearity.upper()}", input, hx)


class LSTMCell(RNNCellBase):
    """torch.nn.LSTMCell; Paddle's returns the hidden state once more before the pair."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(
        self, input: paddle.Tensor, hx: tuple[paddle.Tensor, paddle.Tensor] | None = None
    ) -> tuple[paddle.Tensor, paddle.Tensor]:
        """[N, input_size] or [input_size] to the next (hidden state, cell state)."""
        return self._step("LSTM", input, hx)


class GRUCell(RNNCellBase):
    """torch.nn.GRUCell; Paddle's returns the state twice."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None, dtype: Any = None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: paddle.Tensor, hx: paddle.Tensor | None = None) -> paddle.Tensor:
        """[N, input_size] or [input_size] to the next hidden state."""
        return self._step("GRU", input, hx)
