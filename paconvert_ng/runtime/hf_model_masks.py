"""transformers.modeling_utils.ModuleUtilsMixin: dtype, device, masks and counts of a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import paddle


def get_parameter_dtype(parameter: Any) -> Any:
    """The dtype of a layer's first floating parameter or buffer, else of the last one of any dtype."""
    last = None
    for tensor in [*parameter.parameters(), *parameter.buffers()]:
        last = tensor.dtype
        if paddle.is_floating_point(tensor):
            return last
    return last


def get_parameter_device(parameter: Any) -> Any:
    """Where a layer's first parameter (or buffer) lies."""
    return next(iter([*parameter.parameters(), *parameter.buffers()])).device


def _element_count(tensor: paddle.Tensor) -> int:
    count = 1
    for size in tensor.shape:
        count *= int(size)
    return count


class ModuleUtilsMixin:
    """What transformers' models know of themselves: dtype, device, attention masks, numbers of parameters."""

    config: Any
    main_input_name = "input_ids"

    @property
    def device(self) -> Any:
        """The device of the first parameter."""
        return get_parameter_device(self)

    @property
    def dtype(self) -> Any:
        """The dtype of the first floating parameter."""
        return get_parameter_dtype(self)

    def invert_attention_mask(self, encoder_attention_mask: paddle.Tensor) -> paddle.Tensor:
        """A mask of ones and zeros [batch, source] or [batch, target, source] as what is added to scores."""
        mask = encoder_attention_mask
        mask = mask[:, None, :, :] if mask.ndim == 3 else mask[:, None, None, :]
        return (1.0 - mask.astype(self.dtype)) * paddle.finfo(self.dtype).min

    @staticmethod
    def create_extended_attention_mask_for_decoder(
        input_shape: Sequence[int], attention_mask: paddle.Tensor, device: Any = None
    ) -> paddle.Tensor:
        """Causal mask and padding mask [batch, source] as ones and zeros [batch, 1, target, source]."""
        batch, length = input_shape
        positions = paddle.arange(length)
        causal = (positions[None, None, :] <= positions[None, :, None]).astype(attention_mask.dtype)
        causal = causal.expand([batch, length, length])
        before = attention_mask.shape[1] - length
        if before > 0:
            causal = paddle.concat([paddle.ones([batch, length, before], dtype=causal.dtype), causal], axis=-1)
        return causal[:, None, :, :] * attention_mask[:, None, None, :]

    def get_extended_attention_mask(
        self, attention_mask: paddle.Tensor, input_shape: Sequence[int], device: Any = None, dtype: Any = None
    ) -> paddle.Tensor:
        """A mask of ones and zeros as what is added to scores [batch, heads or 1, target or 1, source].

        A mask [batch, source] is made causal too if ``config.is_decoder``. Raises ValueError for other ranks than 2, 3.
        """
        dtype = self.dtype if dtype is None else dtype
        if attention_mask.ndim == 3:
            mask = attention_mask[:, None, :, :]
        elif attention_mask.ndim == 2 and getattr(self.config, "is_decoder", False):
            mask = self.create_extended_attention_mask_for_decoder(input_shape, attention_mask)
        elif attention_mask.ndim == 2:
            mask = attention_mask[:, None, None, :]
        else:
            raise ValueError(
                f"Wrong shape for input_ids (shape {input_shape}) or attention_mask (shape {attention_mask.shape})"
            )
        return (1.0 - mask.astype(dtype)) * paddle.finfo(dtype).min

    def get_head_mask(self, head_mask: Any, num_hidden_layers: int, is_attention_chunked: bool = False) -> Any:
        """A mask of heads [heads] or [layers, heads] as [layers, batch, heads, 1, 1]; a list of None for None."""
        if head_mask is None:
            return [None] * num_hidden_layers
        head_mask = self._convert_head_mask_to_5d(head_mask, num_hidden_layers)
        return head_mask.unsqueeze(-1) if is_attention_chunked is True else head_mask

    def _convert_head_mask_to_5d(self, head_mask: paddle.Tensor, num_hidden_layers: int) -> paddle.Tensor:
        if head_mask.ndim == 1:
            head_mask = head_mask[None, None, :, None, None].expand([num_hidden_layers, -1, -1, -1, -1])
        elif head_mask.ndim == 2:
            head_mask = head_mask[:, None, :, None, None]
        assert head_mask.ndim == 5, f"head_mask.dim != 5, instead {head_mask.ndim}"
        return head_mask.astype(self.dtype)

    def num_parameters(self, only_trainable: bool = False, exclude_embeddings: bool = False) -> int:
        """How many numbers the parameters hold; shared ones count once."""
        skipped = set()
        if exclude_embeddings:
            for name, layer in self.named_sublayers(include_self=True):  # type: ignore[attr-defined]
                if isinstance(layer, paddle.nn.Embedding):
                    skipped.add(f"{name}.weight")
        return sum(
            _element_count(parameter)
            for name, parameter in self.named_parameters()  # type: ignore[attr-defined]
            if name not in skipped and not (only_trainable and parameter.stop_gradient)
        )

    def estimate_tokens(self, input_dict: Mapping[str, Any]) -> int:
        """How many tokens the main input has; 0 if it is not among the inputs."""
        tokens = input_dict.get(self.main_input_name)
        return 0 if tokens is None else _element_count(tokens)

    def floating_point_ops(self, input_dict: Mapping[str, Any], exclude_embeddings: bool = True) -> int:
        """Roughly the operations of a forward and backward pass (arXiv 2001.08361, section 2.1)."""
        return 6 * self.estimate_tokens(input_dict) * self.num_parameters(exclude_embeddings=exclude_embeddings)
