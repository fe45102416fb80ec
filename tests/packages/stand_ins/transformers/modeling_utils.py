"""The part of Hugging Face's model base class that the tested models rely on."""

from typing import Any

import torch
from torch import nn


class PreTrainedModel(nn.Module):
    """A module with a configuration."""

    def __init__(self, config: Any) -> None:
        super().__init__()
        self.config = config

    def post_init(self) -> None:
        self.apply(self._init_weights)

    def get_head_mask(self, head_mask: Any, num_hidden_layers: int) -> list[None]:
        assert head_mask is None, "head masks are not part of these tests"
        return [None] * num_hidden_layers

    @property
    def dtype(self) -> torch.dtype:
        return next(self.parameters()).dtype

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device
