"""Recurrent networks with torch's parameter names, arguments, packed sequences and results."""

from __future__ import annotations

import math
import warnings
from typing import Any

import paddle

from .nn_base import fill_uniform, new_parameter
from .nn_batch_norm import differentiable_copy
from .nn_rnn_cells import linear_gates, recurrent_step
from .nn_utils_rnn import PackedSequence, pack_padded_sequence, pad_packed_sequence
from .static_graph import true_sizes


class RNNBase(paddle.nn.Layer):
    """torch.nn.RNNBase. Paddle's recurrent layers are lists of layers, name their parameters twice in the state dict,
    and take the lengths of the sequences apart."""

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        if not 0 <= dropout <= 1:
            raise ValueError(
                "dropout should be a number in range [0, 1] representing the probability of an element being zeroed"
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn("dropout option adds dropout after all but last recurrent layer", stacklevel=3)
        if hidden_size <= 0 or num_layers <= 0:
            raise ValueError("hidden_size and num_layers must be greater than zero")
        if not 0 <= proj_size < hidden_size:
            raise ValueError("proj_size should be a positive integer smaller than hidden_size, or zero")
        self.mode = mode
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bias = bias
        self.batch_first = batch_first
        self.dropout = float(dropout)
        self.bidirectional = bidirectional
        self.proj_size = proj_size
        rows = {"LSTM": 4, "GRU": 3, "RNN_TANH": 1, "RNN_RELU": 1}[mode] * hidden_size
        output_size = proj_size or hidden_size
        self._all_names: list[list[str]] = []
        for layer in range(num_layers):
            columns = input_size if layer == 0 else output_size * (2 if bidirectional else 1)
            for suffix in ("", "_reverse") if bidirectional else ("",):
                shapes: dict[str, tuple[int, ...]] = {"weight_ih": (rows, columns), "weight_hh": (rows, output_size)}
                if bias:
                    shapes |= {"bias_ih": (rows,), "bias_hh": (rows,)}
                if proj_size:
                    shapes |= {"weight_hr": (proj_size, hidden_size)}
                names = [f"{name}_l{layer}{suffix}" for name in shapes]
                for name, shape in zip(names, shapes.values(), strict=True):
                    self.add_parameter(name, new_parameter(self, shape, device, dtype))
                self._all_names.append(names)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw everything from U(±1/sqrt(hidden_size))."""
        for parameter in self.parameters():
            fill_uniform(parameter, 1.0 / math.sqrt(self.hidden_size))

    def flatten_parameters(self) -> None:
        """Nothing to do: Paddle's operator takes the weights as they lie."""

    @property
    def all_weights(self) -> list[list[paddle.Tensor]]:
        """The parameters, by layer and direction."""
        return [[getattr(self, name) for name in names] for names in self._all_names]

    def _initial_states(self, batch: int, dtype: Any, hx: Any, order: paddle.Tensor | None) -> list[paddle.Tensor]:
        """Hidden (and cell) state before the first step, [num_layers * directions, batch, size]."""
        count = self.num_layers * (2 if self.bidirectional else 1)
        sizes = [self.proj_size or self.hidden_size] + ([self.hidden_size] if self.mode == "LSTM" else [])
        if hx is None:
            return [paddle.zeros([count, batch, size], dtype=dtype) for size in sizes]
        states = list(hx) if self.mode == "LSTM" else [hx]
        for index, size in enumerate(sizes):
            if list(states[index].shape) != [count, batch, size]:
                raise RuntimeError(f"Expected hidden size {(count, batch, size)}, got {list(states[index].shape)}")
        return states if order is None else [state.index_select(order, axis=1) for state in states]

    def _run_operator(
        self, input: paddle.Tensor, states: list[paddle.Tensor], lengths: paddle.Tensor | None
    ) -> tuple[paddle.Tensor, list[paddle.Tensor]]:
        """All layers by Paddle's operator, which always has biases: zeros stand in for none."""
        weights, biases = [], []
        for group in self.all_weights:
            weights += group[:2]
            biases += group[2:4] or [paddle.zeros([group[0].shape[0]], dtype=input.dtype) for _ in range(2)]
        parameters = weights + biases
        if any(not tensor.stop_gradient for tensor in (input, *states, *parameters)):
            # its backward pass wants to write a gradient for every parameter
            parameters = [differentiable_copy(tensor) if tensor.stop_gradient else tensor for tensor in parameters]
        output, _, final = paddle._C_ops.rnn(
            input,
            states,
            parameters,
            lengths,
            paddle.zeros([0], dtype="uint8"),
            self.dropout if self.training else 0.0,
            self.bidirectional,
            self.input_size,
            self.hidden_size,
            self.num_layers,
            self.mode,
            0,
            False,
        )
        return output, list(final)

    def _run_steps(
        self, input: paddle.Tensor, states: list[paddle.Tensor], lengths: paddle.Tensor | None
    ) -> tuple[paddle.Tensor, list[paddle.Tensor]]:
        """All layers step by step."""
        final: list[tuple[paddle.Tensor, ...]] = []
        directions = 2 if self.bidirectional else 1
        for layer in range(self.num_layers):
            if layer and self.training and self.dropout:
                input = paddle.nn.functional.dropout(input, self.dropout)
            outputs = []
            for direction in range(directions):
                index = layer * directions + direction
                state = tuple(part[index] for part in states)
                out, state = self._run_direction(input, self.all_weights[index], state, lengths, direction == 1)
                outputs.append(out)
                final.append(state)
            input = paddle.concat(outputs, axis=-1) if directions == 2 else outputs[0]
        return input, [paddle.stack([state[part] for state in final]) for part in range(len(states))]

    def _run_direction(
        self,
        input: paddle.Tensor,
        parameters: list[paddle.Tensor],
        state: tuple[paddle.Tensor, ...],
        lengths: paddle.Tensor | None,
        backwards: bool,
    ) -> tuple[paddle.Tensor, tuple[paddle.Tensor, ...]]:
        """One layer in one direction; a sequence that is over keeps its state."""
        biases = parameters[2:4] if self.bias else [None, None]
        gates_x = linear_gates(input, parameters[0], biases[0])
        outputs = []
        steps = range(input.shape[0])
        for time in reversed(steps) if backwards else steps:
            gates_h = linear_gates(state[0], parameters[1], biases[1])
            new = recurrent_step(self.mode, gates_x[time], gates_h, state if self.mode == "LSTM" else state[0])
            new = new if self.mode == "LSTM" else (new,)
            if self.proj_size:
                new = (paddle.matmul(new[0], parameters[-1], transpose_y=True), new[1])
            if lengths is not None:
                runs = (lengths > time).unsqueeze(-1)
                new = tuple([paddle.where(runs, new[part], state[part]) for part in range(len(new))])
            state = new
            outputs.append(state[0])
        return paddle.stack(outputs[::-1] if backwards else outputs), state

    def forward(self, input: Any, hx: Any = None) -> Any:
        """[T, N, input_size] ([N, T, input_size] if ``batch_first``, [T, input_size] unbatched) or a PackedSequence.

        Gives the outputs of the last layer in the same form, and the final states of all layers.
        """
        packed = isinstance(input, PackedSequence)
        order = input.sorted_indices if packed else None
        lengths, unbatched = None, False
        if packed:
            x, sizes = pad_packed_sequence(PackedSequence(input.data, input.batch_sizes))  # as sorted
            lengths = sizes.astype("int32").to(x.place)
        else:
            if input.ndim not in (2, 3):
                raise ValueError(f"{self.mode}: Expected input to be 2D or 3D, got {input.ndim}D instead")
            unbatched = input.ndim == 2
            x = input.unsqueeze(1) if unbatched else input.transpose([1, 0, 2]) if self.batch_first else input
            if unbatched and hx is not None:
                hx = tuple(part.unsqueeze(1) for part in hx) if self.mode == "LSTM" else hx.unsqueeze(1)
        if x.shape[-1] != self.input_size:
            raise RuntimeError(
                f"input.size(-1) must be equal to input_size. Expected {self.input_size}, got {x.shape[-1]}"
            )
        states = self._initial_states(true_sizes(x)[1], x.dtype, hx, order)
        # The operator has no projections, and for unequal lengths its gradient is wrong in the reverse direction
        # unless that begins with zeros.
        stepwise = self.proj_size > 0 or (packed and self.bidirectional and hx is not None)
        run = self._run_steps if stepwise else self._run_operator
        output, final = run(x, states, lengths)
        if packed:
            output = PackedSequence(pack_padded_sequence(output, sizes).data, *input[1:])
            if input.unsorted_indices is not None:
                final = [state.index_select(input.unsorted_indices, axis=1) for state in final]
        elif unbatched:
            output, final = output.squeeze(1), [state.squeeze(1) for state in final]
        elif self.batch_first:
            output = output.transpose([1, 0, 2])
        return output, (tuple(final) if self.mode == "LSTM" else final[0])

    def extra_repr(self) -> str:
        text = f"{self.input_size}, {self.hidden_size}"
        shown = {"proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0}
        for name, default in (shown | {"bidirectional": False}).items():
            if getattr(self, name) != default:
                text += f", {name}={getattr(self, name)}"
        return text


class RNN(RNNBase):
    """torch.nn.RNN with tanh or relu."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or 'relu'.")
        mode = f"RNN_{nonlinearity.upper()}"
        options = (num_layers, bias, batch_first, dropout, bidirectional)
        super().__init__(mode, input_size, hidden_size, *options, device=device, dtype=dtype)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """torch.nn.LSTM, with projections too."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        options = (num_layers, bias, batch_first, dropout, bidirectional, proj_size)
        super().__init__("LSTM", input_size, hidden_size, *options, device=device, dtype=dtype)


class GRU(RNNBase):
    """torch.nn.GRU."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device: Any = None,
        dtype: Any = None,
    ) -> None:
        options = (num_layers, bias, batch_first, dropout, bidirectional)
        super().__init__("GRU", input_size, hidden_size, *options, device=device, dtype=dtype)
