"""torch.nn.utils.rnn: sequences of different length in one tensor, padded or packed."""

from __future__ import annotations

from typing import Any, NamedTuple

import paddle


class _PackedSequenceFields(NamedTuple):
    data: Any
    batch_sizes: Any
    sorted_indices: Any
    unsorted_indices: Any


class PackedSequence(_PackedSequenceFields):
    """torch.nn.utils.rnn.PackedSequence: all sequences step by step, the longest first.

    ``data`` holds for each step the entries of the sequences that are still running, ``batch_sizes`` how many
    these are (int64, on the CPU).
    """

    __slots__ = ()

    def __new__(
        cls, data: Any, batch_sizes: Any = None, sorted_indices: Any = None, unsorted_indices: Any = None
    ) -> PackedSequence:
        if unsorted_indices is None:
            unsorted_indices = invert_permutation(sorted_indices)
        return super().__new__(cls, data, batch_sizes, sorted_indices, unsorted_indices)

    def to(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """The same with ``data`` moved or cast, the indices moved along."""
        data = self.data.to(*args, **kwargs)
        indices = [None if index is None else index.to(data.place) for index in (self[2], self[3])]
        return type(self)(data, self.batch_sizes, *indices)

    def cuda(self, *args: Any, **kwargs: Any) -> PackedSequence:
        """On the GPU."""
        return self.to("gpu")

    def cpu(self) -> PackedSequence:
        """On the CPU."""
        return self.to("cpu")

    @property
    def is_cuda(self) -> bool:
        """Whether ``data`` is on a GPU."""
        return self.data.place.is_gpu_place()

    def is_pinned(self) -> bool:
        """Whether ``data`` is in pinned memory."""
        return self.data.place.is_cuda_pinned_place()


def invert_permutation(permutation: paddle.Tensor | None) -> paddle.Tensor | None:
    """torch.nn.utils.rnn.invert_permutation: where each index went."""
    return None if permutation is None else paddle.argsort(permutation)


def pad_sequence(
    sequences: Any, batch_first: bool = False, padding_value: float = 0.0, padding_side: str = "right"
) -> paddle.Tensor:
    """torch.nn.utils.rnn.pad_sequence: tensors of shape [length, *] in one of [longest, batch, *] (batch first:
    [batch, longest, *])."""
    if padding_side not in ("left", "right"):
        raise RuntimeError(f'Expected padding_side to be one of left or right, but got "{padding_side}".')
    if not isinstance(sequences, (list, tuple, paddle.Tensor)):
        raise RuntimeError(
            f"pad_sequence: Expected iterable for input sequences, but got arg of type: {type(sequences)}"
        )
    listed = list(sequences)
    if not listed:
        raise RuntimeError("received an empty list of sequences")
    longest = max(sequence.shape[0] for sequence in listed)
    dtype = listed[0].dtype

    def padded(sequence: paddle.Tensor) -> paddle.Tensor:
        missing = longest - sequence.shape[0]
        if sequence.dtype != dtype:
            sequence = sequence.astype(dtype)
        if not missing:
            return sequence
        padding = paddle.full([missing, *sequence.shape[1:]], padding_value, dtype=dtype)
        if not sequence.shape[0]:
            return padding
        return paddle.concat([padding, sequence] if padding_side == "left" else [sequence, padding])

    return paddle.stack([padded(sequence) for sequence in listed], axis=0 if batch_first else 1)


def unpad_sequence(padded_sequences: paddle.Tensor, lengths: Any, batch_first: bool = False) -> list[paddle.Tensor]:
    """torch.nn.utils.rnn.unpad_sequence: the sequences without their padding."""
    batch = padded_sequences if batch_first else _batch_first(padded_sequences)
    return [batch[index, : int(length)] for index, length in enumerate(lengths)]


def pack_padded_sequence(
    input: paddle.Tensor,
    lengths: Any,
    batch_first: bool = False,
    enforce_sorted: bool = True,
) -> PackedSequence:
    """torch.nn.utils.rnn.pack_padded_sequence. ``lengths``: a list or an int64 tensor on the CPU."""
    counts = [int(length) for length in lengths]
    order = None
    if enforce_sorted:
        if any(later > earlier for earlier, later in zip(counts, counts[1:])):
            raise RuntimeError(
                "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
                "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement."
            )
    else:
        ranking = sorted(range(len(counts)), key=lambda index: -counts[index])
        order = paddle.to_tensor(ranking, dtype="int64", place=input.place)
        counts = [counts[index] for index in ranking]
        input = paddle.index_select(input, order, axis=0 if batch_first else 1)
    if not counts or counts[-1] <= 0:
        raise RuntimeError("Length of all samples has to be greater than 0, but found an element that is <= 0")
    steps = input if not batch_first else _batch_first(input)
    batch = steps.shape[1]
    if batch != len(counts):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(counts)} (batch_size={batch})"
        )
    sizes = [sum(count > step for count in counts) for step in range(counts[0])]
    rows = [step * batch + entry for step, size in enumerate(sizes) for entry in range(size)]
    flat = steps.reshape([-1, *steps.shape[2:]])
    data = paddle.index_select(flat, paddle.to_tensor(rows, dtype="int64", place=input.place), axis=0)
    batch_sizes = paddle.to_tensor(sizes, dtype="int64", place=paddle.CPUPlace())
    return PackedSequence(data, batch_sizes, order)


def pad_packed_sequence(
    sequence: PackedSequence, batch_first: bool = False, padding_value: float = 0.0, total_length: int | None = None
) -> tuple[paddle.Tensor, paddle.Tensor]:
    """torch.nn.utils.rnn.pad_packed_sequence: the padded tensor, and the lengths as an int64 tensor on the CPU."""
    sizes = sequence.batch_sizes.tolist()
    longest = len(sizes)
    if total_length is not None:
        if total_length < longest:
            raise ValueError(
                "Expected total_length to be at least the length of the longest sequence in input, but got "
                f"total_length={total_length} and max sequence length being {longest}"
            )
        longest = total_length
    batch = sizes[0]
    place = sequence.data.place
    empty = sequence.data.shape[0]  # the row of padding that is put behind the data
    rows: list[int] = []
    start = 0
    for step in range(longest):
        size = sizes[step] if step < len(sizes) else 0
        rows.extend(start + entry if entry < size else empty for entry in range(batch))
        start += size
    padding = paddle.full([1, *sequence.data.shape[1:]], padding_value, dtype=sequence.data.dtype)
    flat = paddle.concat([sequence.data, padding])
    padded = paddle.index_select(flat, paddle.to_tensor(rows, dtype="int64", place=place), axis=0)
    padded = padded.reshape([longest, batch, *sequence.data.shape[1:]])
    lengths = [sum(size > entry for size in sizes) for entry in range(batch)]
    if sequence.unsorted_indices is not None:
        padded = paddle.index_select(padded, sequence.unsorted_indices, axis=1)
        lengths = [lengths[index] for index in sequence.unsorted_indices.tolist()]
    if batch_first:
        padded = _batch_first(padded)
    return padded, paddle.to_tensor(lengths, dtype="int64", place=paddle.CPUPlace())


def pack_sequence(sequences: Any, enforce_sorted: bool = True) -> PackedSequence:
    """torch.nn.utils.rnn.pack_sequence: tensors of shape [length, *], packed."""
    lengths = [sequence.shape[0] for sequence in sequences]
    return pack_padded_sequence(pad_sequence(sequences), lengths, enforce_sorted=enforce_sorted)


def unpack_sequence(packed_sequences: PackedSequence) -> list[paddle.Tensor]:
    """torch.nn.utils.rnn.unpack_sequence: the sequences of a packed one."""
    padded, lengths = pad_packed_sequence(packed_sequences, batch_first=True)
    return unpad_sequence(padded, lengths, batch_first=True)


def _batch_first(tensor: paddle.Tensor) -> paddle.Tensor:
    """The first two axes exchanged."""
    return tensor.transpose([1, 0, *range(2, tensor.ndim)])
