"""Outputs by name, or by position among those that are given."""

from dataclasses import dataclass, fields
from typing import Any


class ModelOutput:
    """Base of the outputs below."""

    def __getitem__(self, index: Any) -> Any:
        values = [getattr(self, entry.name) for entry in fields(self)]
        return tuple(value for value in values if value is not None)[index]


@dataclass
class BaseModelOutputWithPast(ModelOutput):
    last_hidden_state: Any = None
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None


@dataclass
class CausalLMOutputWithPast(ModelOutput):
    loss: Any = None
    logits: Any = None
    past_key_values: Any = None
    hidden_states: Any = None
    attentions: Any = None
