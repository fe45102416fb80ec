"""One layer's keys and values in a transformers cache: growing, of fixed size, and windows of both.

Keys and values are [batch, heads, length, head size]. The classes have the names, attributes and results of
transformers 4.57; what it does with CUDA streams (offloading) is not here.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import paddle


def _nothing_yet(like: Any) -> Any:
    """The empty tensor that stands for the keys of a layer that has seen none."""
    return paddle.zeros([0], dtype=like.dtype)


def _joined(old: Any, new: Any) -> Any:
    """``new`` behind ``old``; ``old`` may be the empty tensor. Always a new tensor: layers are reset in place."""
    return new.clone() if old.ndim < 4 else paddle.concat([old, new], axis=-2)


def _positions_of(key_states: Any, cache_kwargs: Any) -> Any:
    """Where new states go: ``cache_position`` of the caller's, else from 0."""
    position = None if cache_kwargs is None else cache_kwargs.get("cache_position")
    return paddle.arange(key_states.shape[-2]) if position is None else position


class CacheLayerMixin(ABC):
    """transformers.cache_utils.CacheLayerMixin: what all layers of a cache have."""

    is_compileable = False

    def __init__(self) -> None:
        self.keys: Any = None
        self.values: Any = None
        self.is_initialized = False

    def __repr__(self) -> str:
        return type(self).__name__

    @abstractmethod
    def lazy_initialization(self, key_states: Any) -> None:
        """Make ready for states of the dtype and shape of ``key_states``."""

    @abstractmethod
    def update(self, key_states: Any, value_states: Any, cache_kwargs: Any = None) -> tuple[Any, Any]:
        """Keep the new states; gives all keys and values that attention needs now."""

    @abstractmethod
    def get_mask_sizes(self, cache_position: Any) -> tuple[int, int]:
        """Number of keys that the mask is for, and the position of the first."""

    @abstractmethod
    def get_seq_length(self) -> Any:
        """How many positions have been seen."""

    @abstractmethod
    def get_max_cache_shape(self) -> int:
        """How many positions can be kept; -1 for any number."""

    def reset(self) -> None:
        """Set what is kept to zero, in place."""
        if self.is_initialized:
            self.keys.zero_()
            self.values.zero_()
        if hasattr(self, "cumulative_length"):
            self.cumulative_length = 0

    def reorder_cache(self, beam_idx: Any) -> None:
        """Take the rows ``beam_idx`` of the batch, one for each beam."""
        if self.get_seq_length() > 0:
            self.keys = self.keys.index_select(beam_idx, 0)
            self.values = self.values.index_select(beam_idx, 0)


class DynamicLayer(CacheLayerMixin):
    """transformers.cache_utils.DynamicLayer: grows with each update."""

    is_sliding = False

    def lazy_initialization(self, key_states: Any) -> None:
        self.dtype, self.device = key_states.dtype, key_states.place
        self.keys, self.values = _nothing_yet(key_states), _nothing_yet(key_states)
        self.is_initialized = True

    def update(self, key_states: Any, value_states: Any, cache_kwargs: Any = None) -> tuple[Any, Any]:
        if not self.is_initialized:
            self.lazy_initialization(key_states)
        self.keys = _joined(self.keys, key_states)
        self.values = _joined(self.values, value_states)
        return self.keys, self.values

    def get_mask_sizes(self, cache_position: Any) -> tuple[int, int]:
        return self.get_seq_length() + cache_position.shape[0], 0

    def get_seq_length(self) -> int:
        if not self.is_initialized or 0 in self.keys.shape:
            return 0
        return self.keys.shape[-2]

    def get_max_cache_shape(self) -> int:
        return -1

    def crop(self, max_length: int) -> None:
        """Keep the first ``max_length`` positions; a negative number drops as many from the end."""
        if max_length < 0:
            max_length = self.get_seq_length() - abs(max_length)
        if self.get_seq_length() > max_length:
            self.keys = self.keys[..., :max_length, :]
            self.values = self.values[..., :max_length, :]

    def batch_repeat_interleave(self, repeats: int) -> None:
        """Repeat each row of the batch, next to itself."""
        if self.get_seq_length() > 0:
            self.keys = self.keys.repeat_interleave(repeats, 0)
            self.values = self.values.repeat_interleave(repeats, 0)

    def batch_select_indices(self, indices: Any) -> None:
        """Keep these rows of the batch."""
        if self.get_seq_length() > 0:
            self.keys = self.keys[indices]
            self.values = self.values[indices]


class DynamicSlidingWindowLayer(DynamicLayer):
    """transformers.cache_utils.DynamicSlidingWindowLayer: keeps the last ``sliding_window - 1`` positions."""

    is_sliding = True

    def __init__(self, sliding_window: int) -> None:
        super().__init__()
        self.sliding_window = sliding_window
        self.cumulative_length = 0

    def update(self, key_states: Any, value_states: Any, cache_kwargs: Any = None) -> tuple[Any, Any]:
        """Keep the last positions; gives these and the new ones together, which may be more than are kept."""
        if not self.is_initialized:
            self.lazy_initialization(key_states)
        self.cumulative_length += key_states.shape[-2]
        keys, values = _joined(self.keys, key_states), _joined(self.values, value_states)
        self.keys = keys[:, :, -self.sliding_window + 1 :, :]
        self.values = values[:, :, -self.sliding_window + 1 :, :]
        return keys, values

    def get_mask_sizes(self, cache_position: Any) -> tuple[int, int]:
        kept = min(self.cumulative_length, self.sliding_window - 1)
        return kept + cache_position.shape[0], max(self.cumulative_length - self.sliding_window + 1, 0)

    def get_seq_length(self) -> int:
        return self.cumulative_length

    def get_max_cache_shape(self) -> int:
        return self.sliding_window

    def crop(self, max_length: int) -> None:
        """As long as nothing has left the window; after that, ValueError."""
        if self.get_seq_length() >= self.sliding_window:
            raise ValueError("a sliding window that has let positions go cannot be cropped")
        super().crop(max_length)
        self.cumulative_length = self.keys.shape[-2]


class StaticLayer(CacheLayerMixin):
    """transformers.cache_utils.StaticLayer: tensors of ``max_cache_len`` positions, written in place."""

    is_compileable = True
    is_sliding = False

    def __init__(self, max_cache_len: int) -> None:
        super().__init__()
        self.max_cache_len = max_cache_len

    def lazy_initialization(self, key_states: Any) -> None:
        self.max_batch_size, self.num_heads, _, self.head_dim = key_states.shape
        self.dtype, self.device = key_states.dtype, key_states.place
        shape = [self.max_batch_size, self.num_heads, self.max_cache_len, self.head_dim]
        self.keys = paddle.zeros(shape, dtype=self.dtype)
        self.values = paddle.zeros(shape, dtype=self.dtype)
        self.is_initialized = True

    def update(self, key_states: Any, value_states: Any, cache_kwargs: Any = None) -> tuple[Any, Any]:
        """Write at ``cache_position`` of ``cache_kwargs`` (from 0 without); gives the whole tensors."""
        if not self.is_initialized:
            self.lazy_initialization(key_states)
        position = _positions_of(key_states, cache_kwargs)
        self.keys[:, :, position] = key_states
        self.values[:, :, position] = value_states
        return self.keys, self.values

    def get_mask_sizes(self, cache_position: Any) -> tuple[int, int]:
        return self.max_cache_len, 0

    def get_seq_length(self) -> Any:
        """The positions of the first row's first head that are not all zeros, as a tensor; 0 before any update."""
        return (self.keys[0, 0] != 0).any(axis=-1).sum() if self.is_initialized else 0

    def get_max_cache_shape(self) -> int:
        return self.max_cache_len


class StaticSlidingWindowLayer(StaticLayer):
    """transformers.cache_utils.StaticSlidingWindowLayer: the last positions, at most the window, in place."""

    is_sliding = True

    def __init__(self, max_cache_len: int, sliding_window: int) -> None:
        super().__init__(max_cache_len=min(sliding_window, max_cache_len))
        self.cumulative_length = 0

    def update(self, key_states: Any, value_states: Any, cache_kwargs: Any = None) -> tuple[Any, Any]:
        """Gives what attention needs: the kept tensors, or more where several new positions pass the window's end."""
        if not self.is_initialized:
            self.lazy_initialization(key_states)
        before, room, new = self.cumulative_length, self.max_cache_len, key_states.shape[-2]
        self.cumulative_length += new
        if before < room and before + new <= room:
            position = _positions_of(key_states, cache_kwargs)
            self.keys[:, :, position] = key_states
            self.values[:, :, position] = value_states
            return self.keys, self.values
        kept = slice(1, None) if before >= room else slice(0, before)
        keys = paddle.concat([self.keys[:, :, kept], key_states], axis=-2)
        values = paddle.concat([self.values[:, :, kept], value_states], axis=-2)
        self.keys[:] = keys[:, :, -room:]
        self.values[:] = values[:, :, -room:]
        return (self.keys, self.values) if before >= room and new == 1 else (keys, values)

    def get_mask_sizes(self, cache_position: Any) -> tuple[int, int]:
        new, room = cache_position.shape[0], self.max_cache_len
        first = max(self.cumulative_length - room + 1, 0)
        if self.cumulative_length >= room:
            return room + new - 1, first
        return max(self.cumulative_length + new, room), first

    def get_seq_length(self) -> int:
        return self.cumulative_length
