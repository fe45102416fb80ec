"""torch.nn.utils.rnn: sequences of unequal lengths, padded or packed without padding."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

import paddle


class PackedSequence(namedtuple("PackedSequence", ["data", "batch_sizes", "sorted_indices", "unsorted_indices"])):
    """torch.nn.utils.rnn.PackedSequence: the steps of all sequences, first by time and then by falling length.

    ``batch_sizes[t]`` sequences are longer than t; the two last fields say how the batch was sorted.
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None, unsorted_indices: Any = None
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = inverse_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same sequences with ``data`` cast or moved."""
        return type(self)(self.data.to(*args, **kwargs), self.batch_sizes, self.sorted_indices, self.unsorted_indices)


def inverse_permutation(permutation: paddle.Tensor | None) -> paddle.Tensor | None:
    return None if permutation is None else paddle.argsort(permutation)


def packed_lengths(batch_sizes: paddle.Tensor) -> list[int]:
    """Length of each sequence, falling, from the number of sequences at each time."""
    sizes = [int(size) for size in batch_sizes.tolist()]
    return [sum(size > index for size in sizes) for index in range(sizes[0] if sizes else 0)]


def packed_positions(lengths: Sequence[int]) -> list[int]:
    """Where the steps of a packed sequence lie in [T * B] of a padded one (lengths fall)."""
    batch = len(lengths)
    steps = max(lengths) if batch else 0
    return [time * batch + index for time in range(steps) for index in range(batch) if lengths[index] > time]


def pack_time_major(padded: paddle.Tensor, lengths: Sequence[int]) -> paddle.Tensor:
    """[T, B, *] to [sum of lengths, *]; lengths fall."""
    rows = padded.reshape([padded.shape[0] * padded.shape[1], *padded.shape[2:]])
    return rows.index_select(paddle.to_tensor(packed_positions(lengths), dtype="int64"))


def unpack_time_major(data: paddle.Tensor, lengths: Sequence[int], value: float, steps: int) -> paddle.Tensor:
    """[sum of lengths, *] to [steps, B, *], filled up with ``value``; lengths fall."""
    batch = len(lengths)
    source = [data.shape[0]] * (steps * batch)
    for row, position in enumerate(packed_positions(lengths)):
        source[position] = row
    filler = paddle.full([1, *data.shape[1:]], value, dtype=data.dtype)
    rows = paddle.concat([data, filler]).index_select(paddle.to_tensor(source, dtype="int64"))
    return rows.reshape([steps, batch, *data.shape[1:]])


def pack_padded_sequence(
    input: paddle.Tensor, lengths: Any, batch_first: bool = False, enforce_sorted: bool = True
) -> PackedSequence:
    """torch.nn.utils.rnn.pack_padded_sequence: [T, B, *] ([B, T, *] if ``batch_first``) without its padding."""
    sizes = [int(length) for length in (lengths.tolist() if isinstance(lengths, paddle.Tensor) else lengths)]
    order = None
    if not enforce_sorted:
        order = paddle.to_tensor(sorted(range(len(sizes)), key=lambda index: -sizes[index]), dtype="int64")
        sizes = sorted(sizes, reverse=True)
        input = input.index_select(order, axis=0 if batch_first else 1)
    elif any(first < second for first, second in zip(sizes, sizes[1:], strict=False)):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement."
        )
    if not sizes or min(sizes) <= 0:
        raise RuntimeError("Length of all samples has to be greater than 0, but found an element that is <= 0")
    time_major = input.transpose([1, 0, *range(2, input.ndim)]) if batch_first else input
    if sizes[0] > time_major.shape[0]:
        raise RuntimeError(f"Expected lengths up to {time_major.shape[0]}, got {sizes[0]}")
    counts = [sum(size > time for size in sizes) for time in range(sizes[0])]
    data = pack_time_major(time_major, sizes)
    return PackedSequence(data, paddle.to_tensor(counts, dtype="int64"), order)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.nn.utils.rnn.pad_packed_sequence: the padded sequences, and their lengths."""
    lengths = packed_lengths(sequence.batch_sizes)
    steps = len(sequence.batch_sizes)
    if total_length is not None:
        if total_length < steps:
            raise ValueError(
                f"Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {steps}"
            )
        steps = total_length
    padded = unpack_time_major(sequence.data, lengths, padding_value, steps)
    sizes = paddle.to_tensor(lengths, dtype="int64")
    if sequence.unsorted_indices is not None:
        padded = padded.index_select(sequence.unsorted_indices, axis=1)
        sizes = sizes.index_select(sequence.unsorted_indices)
    return (padded.transpose([1, 0, *range(2, padded.ndim)]) if batch_first else padded), sizes


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> paddle.Tensor:
    """torch.nn.utils.rnn.pad_sequence: tensors [L, *] of unequal lengths as one, [T, B, *] or [B, T, *]."""
    sequences = list(sequences)
    if padding_side not in ("left", "right"):
        raise ValueError(f"Expected padding_side to be one of left or right, but got {padding_side}.")
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    steps = max(sequence.shape[0] for sequence in sequences)
    padded = []
    for sequence in sequences:
        filler = paddle.full([steps - sequence.shape[0], *sequence.shape[1:]], padding_value, dtype=sequences[0].dtype)
        parts = [sequence, filler] if padding_side == "right" else [filler, sequence]
        padded.append(paddle.concat(parts) if filler.shape[0] else sequence)
    return paddle.stack(padded, axis=0 if batch_first else 1)


def unpad_sequence(padded_sequences: paddle.Tensor, lengths: Any, batch_first: bool = False) -> list[paddle.Tensor]:
    """torch.nn.utils.rnn.unpad_sequence: the tensors [L, *] that were padded."""
    sizes = [int(length) for length in (lengths.tolist() if isinstance(lengths, paddle.Tensor) else lengths)]
    if batch_first:
        return [padded_sequences[index, :size] for index, size in enumerate(sizes)]
    return [padded_sequences[:size, index] for index, size in enumerate(sizes)]


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """torch.nn.utils.rnn.pack_sequence: tensors [L, *] of unequal lengths, packed."""
    sequences = list(sequences)
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[paddle.Tensor]:
    """torch.nn.utils.rnn.unpack_sequence: the tensors [L, *] that were packed."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)
