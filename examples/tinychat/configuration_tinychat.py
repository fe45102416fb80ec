"""Configuration of tinychat."""

import json
from dataclasses import dataclass, fields
from pathlib import Path


@dataclass
class TinyChatConfig:
    hidden_size: int = 64
    intermediate_size: int = 160
    num_hidden_layers: int = 2
    num_attention_heads: int = 8
    num_key_value_heads: int = 2
    vocab_size: int = 256
    max_position_embeddings: int = 128
    rope_theta: float = 10000.0
    rms_norm_eps: float = 1e-6

    @classmethod
    def from_json(cls, path):
        values = json.loads(Path(path).read_text())
        return cls(**{f.name: values[f.name] for f in fields(cls) if f.name in values})
