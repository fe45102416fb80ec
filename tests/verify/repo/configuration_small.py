import json
from pathlib import Path


class SmallConfig:
    def __init__(self, vocab_size=50, hidden_size=16, num_hidden_layers=2, type_vocab_size=2, num_labels=3, **kwargs):
        self.vocab_size = vocab_size
        self.hidden_size = hidden_size
        self.num_hidden_layers = num_hidden_layers
        self.type_vocab_size = type_vocab_size
        self.num_labels = num_labels
        self.pad_token_id = 0
        self.max_position_embeddings = 24

    @classmethod
    def from_pretrained(cls, folder, **kwargs):
        return cls(**{**json.loads((Path(folder) / "config.json").read_text()), **kwargs})
